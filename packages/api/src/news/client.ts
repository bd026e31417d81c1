/** The connection of a caller: Node's socket, or the same of a web Request. */
export type Client = {
  remoteAddress?: string | undefined
  destroyed?: boolean | undefined
  once?(event: 'close', listener: () => void): unknown
  off?(event: 'close', listener: () => void): unknown
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
