import type { Socket } from 'node:net'
import { exchange } from '../../shared/plain-http.ts'

/** A list that was received whole: its status, its ETag, and how long it took in ms. */
export type ListRead = { status: number; etag: string; tookMs: number }

const MOST_HEAD = 2_048

/** Reads a list as a client that stores nothing. `receiverOf` may take the pieces of the answer, its head among them. */
export async function readList(
  socket: Socket,
  request: string,
  receiverOf: (etag: string) => ((piece: Buffer) => void) | undefined,
): Promise<ListRead> {
  const started = performance.now()
  let etag: string | undefined
  let receive: ReturnType<typeof receiverOf>
  const read = (piece: Buffer) => {
    if (etag === undefined) {
      etag = /^etag: (\S+)$/im.exec(piece.toString('latin1', 0, MOST_HEAD))?.[1] ?? ''
      receive = receiverOf(etag)
    }
    receive?.(piece)
  }
  socket.on('data', read)
  const answer = await exchange(socket, request)
  socket.off('data', read)
  if (!answer) throw new Error('The connection of a reader broke, so that its times say nothing.')
  return { status: answer.status, etag: etag ?? '', tookMs: performance.now() - started }
}
