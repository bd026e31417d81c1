import { onGone } from '../news/client.ts'
import type { HttpRequest } from './http-request.ts'

/** Aborts when the client of the request disconnects. `release` removes the listener after the answer. */
export function goneSignal({ socket }: HttpRequest): { gone: AbortSignal; release: () => void } {
  const controller = new AbortController()
  const abort = () => controller.abort()
  onGone(socket, abort)
  return { gone: controller.signal, release: () => void socket.off?.('close', abort) }
}
