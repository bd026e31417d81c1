import { openRoster } from '../../../lib/roster'

/** The REST path, the webhook, the documentation: whatever of /api is Roster's and has no route of its own here. */
async function answer(request: Request): Promise<Response> {
  const roster = await openRoster()
  return (await roster.fetch(request)) ?? new Response('Not found', { status: 404 })
}

export { answer as GET, answer as HEAD, answer as OPTIONS, answer as POST }
