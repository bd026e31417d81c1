import { Agent, request, type IncomingMessage } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'

/** One answer, and when it came in ms since 1970. */
type Answered = { client: number; status: number; atMs: number }

// Each client keeps its connection, as a browser does.
const agent = new Agent({ keepAlive: true, maxSockets: Infinity, maxFreeSockets: Infinity })

const HELD_MS = 5_000

/** A GET that occupies a connection until it is answered; the body is discarded. */
export async function get(url: string, headers: Record<string, string>) {
  const sent = request(url, { headers, agent }).end()
  const response = await new Promise<IncomingMessage>((resolve, reject) =>
    sent.once('response', resolve).once('error', reject),
  )
  const atMs = performance.timeOrigin + performance.now()
  for await (const _ of response);
  return { status: response.statusCode ?? 0, etag: response.headers.etag ?? '', atMs }
}

/**
 * Clients that wait for news as the page does, each with its own session: one that was refused, or answered at once
 * without news, asks again in 8 to 12 s.
 */
export function startClients(url: string, authorizations: readonly string[], rampMs: number) {
  const answers: Answered[] = []
  const state = { finishing: false, waiting: 0, problems: 0 }

  async function live(client: number, authorization: string): Promise<void> {
    await pause((rampMs * client) / authorizations.length)
    let etag = '"none"'
    while (!state.finishing) {
      state.waiting += 1
      const begun = performance.now()
      let isFollowing = false
      try {
        const answer = await get(`${url}?wait=25`, { authorization, 'if-none-match': etag })
        isFollowing = answer.status === 200 || (answer.status === 304 && performance.now() - begun >= HELD_MS)
        if (answer.status === 200) ({ etag } = answer)
        answers.push({ client, status: answer.status, atMs: answer.atMs })
      } catch {
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
