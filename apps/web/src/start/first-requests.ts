// A page that asks later, perhaps after another sign-in, must get a new answer.
const VALID_MS = 10_000

let early: { orgId: string; answers: Map<unknown, Promise<Response>> } | null = null

/**
 * Sends what every page asks first as soon as there is a token, while the code that asks is still loading. The revision is
 * answered before the lists are requested, as in the queries of the team.
 */
export function sendFirstRequests(orgId: string, token: string): void {
  const answers = new Map<unknown, Promise<Response>>()
  const send = (procedure: string): Promise<Response> => {
    const url = `/api/trpc/${procedure}`
    const answer = fetch(url, { headers: { authorization: `Bearer ${token}` } }).catch(() => Response.error())
    answers.set(url, answer)
    return answer
  }
  early = { orgId, answers }
  setTimeout(() => (early = null), VALID_MS)
  void send('users.revision').then(({ ok }) => {
    if (ok) for (const list of ['users.list', 'members.list']) void send(list)
  })
}

/** The early answer to a request of this organization, once, if there is a good one. */
export async function takeFirstAnswer(orgId: string, url: unknown): Promise<Response | null> {
  const answer = early?.orgId === orgId ? early.answers.get(url) : undefined
  early?.answers.delete(url)
  const response = await answer
  return response?.ok === true ? response : null
}
