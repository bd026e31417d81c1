/** The connection of a caller: Node's socket, or the same of a web Request. */
export type Client = {
  remoteAddress?: string | undefined
  destroyed?: boolean | undefined
  setMaxListeners?(count: number): unknown
  once?(event: 'close', listener: () => void): unknown
  off?(event: 'close', listener: () => void): unknown
}

/** Calls the listener when the client disconnects. */
export function onGone(client: Client, listener: () => void): void {
  // A connection may have any number of requests at once; by default Node takes more than ten for a leak and prints that.
  client.setMaxListeners?.(0)
  client.once?.('close', listener)
}

/** The connection of a web Request, by its signal. */
export function clientOf(signal: AbortSignal | undefined, remoteAddress?: string): Client {
  return {
    remoteAddress,
    get destroyed() {
      return signal?.aborted
    },
    once: (_event, listener) => signal?.addEventListener('abort', listener),
    off: (_event, listener) => signal?.removeEventListener('abort', listener),
  }
}
