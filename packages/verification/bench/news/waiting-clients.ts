import { setTimeout as pause } from 'node:timers/promises'
import { exchange, openSocket, written } from '../../shared/plain-http.ts'

/** One answer, and when it came in ms since 1970. */
type Answered = { client: number; status: number; atMs: number }

const HELD_MS = 5_000

/**
 * Clients that wait for news as the page does, each with its own session: one that was refused, or answered at once
 * without news, asks again in 8 to 12 s.
 */
export function startClients(url: string, authorizations: readonly string[], rampMs: number) {
  const { port, pathname } = new URL(url)
  const answers: Answered[] = []
  const state = { finishing: false, waiting: 0, problems: 0 }

  async function live(client: number, authorization: string): Promise<void> {
    await pause((rampMs * client) / authorizations.length)
    // A connection of its own, as a browser has.
    let socket = openSocket(Number(port))
    let etag = '"none"'
    while (!state.finishing) {
      state.waiting += 1
      const begun = performance.now()
      let isFollowing = false
      if (socket.destroyed) socket = openSocket(Number(port))
      const headers = { authorization, 'if-none-match': etag }
      const answer = await exchange(socket, written({ path: `${pathname}?wait=25`, headers }))
      if (answer) {
        const { status, head } = answer
        isFollowing = status === 200 || (status === 304 && performance.now() - begun >= HELD_MS)
        if (status === 200) etag = /^etag: (\S+)$/im.exec(head)?.[1] ?? etag
        answers.push({ client, status, atMs: performance.timeOrigin + performance.now() })
      } else {
        state.problems += 1
      }
      state.waiting -= 1
      await pause(isFollowing ? 250 * Math.random() : 8_000 + 4_000 * Math.random())
    }
  }

  authorizations.forEach((authorization, client) => void live(client, authorization))
  return {
    answers,
    problems: () => state.problems,
    waiting: () => state.waiting,
    /** Waits for the pending answers only, without new requests. */
    finish(): void {
      state.finishing = true
    },
  }
}
