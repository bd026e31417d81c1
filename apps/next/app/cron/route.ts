import { openRoster } from '../../lib/roster'

/** For a scheduler, once a minute. */
export async function GET(request: Request): Promise<Response> {
  const { CRON_SECRET } = process.env
  if (!CRON_SECRET || request.headers.get('authorization') !== `Bearer ${CRON_SECRET}`)
    return new Response('Unauthorized', { status: 401 })
  const roster = await openRoster()
  await roster.tick()
  return new Response(null, { status: 204 })
}
