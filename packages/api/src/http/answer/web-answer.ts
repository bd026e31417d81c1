import { sizeOf, type Bytes } from '../../list/encoding.ts'
import { BIG_BYTES, type Answer } from './answer.ts'
import type { HeldBytes } from './held-bytes.ts'

/** Returns answers as web Responses, which the host sends. */
export function webAnswer({ method, signal }: Request, held: HeldBytes): (answer: Answer) => Response {
  return ({ status, headers, body, caller = '' }) => {
    const known = new Headers()
    for (const [name, value] of Object.entries(headers)) if (value !== undefined) known.set(name, String(value))
    if (!body) return new Response(null, { status, headers: known })
    const size = sizeOf(body)
    known.set('content-length', String(size))
    if (method === 'HEAD') return new Response(null, { status, headers: known })
    const isBig = size > BIG_BYTES
    if (isBig) held.check(caller, body)
    const release = isBig && !signal.aborted ? held.hold(caller, body) : () => {}
    // A host may neither read nor cancel the answer to a client that has disconnected.
    if (isBig) signal.addEventListener('abort', release)
    return new Response(streamOf(body, release), { status, headers: known })
  }
}

/** Streams one piece at a time, as the reader takes them. */
function streamOf(pieces: readonly Bytes[], release: () => void): ReadableStream<Uint8Array> {
  const left = [...pieces]
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const piece = left.shift()
        if (piece) return controller.enqueue(piece)
        release()
        controller.close()
      },
      cancel: release,
    },
    { highWaterMark: 0 },
  )
}
