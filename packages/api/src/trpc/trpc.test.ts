import { initTRPC, type AnyTRPCRouter } from '@trpc/server'
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { testDb, type TestDb } from '@roster/db/testing'
import { expect, test } from 'vitest'
import { acme, fill, session, testApi, userRecord } from '../../testing/test-api.ts'
import { createContext, type Context } from './context.ts'
import { rosterRouter } from './router.ts'
import { formatError } from './trpc.ts'

const SECRET = 'connect to db.internal as roster failed'

/** What a client reads after this failure. */
async function answer(db: TestDb, router: AnyTRPCRouter, path: string, failure: Error): Promise<unknown> {
  const { services } = testApi(db, { ensureKnown: () => Promise.reject(failure) })
  const response = await fetchRequestHandler({
    endpoint: '/',
    req: new Request(`http://host.test/${path}`),
    router,
    createContext: () => createContext(services, session('user_1', acme)),
  })
  return response.json()
}

/** In a host's router, with and without Roster's formatter. */
const withFormatter = initTRPC.context<Context>().create({ errorFormatter: formatError })
const without = initTRPC.context<Context>().create({ isDev: false })

test('an unexpected error reveals nothing, whatever formatter the host has', async () => {
  await using db = await testDb()
  const failure = new Error(SECRET)
  for (const t of [withFormatter, without]) {
    const answered = JSON.stringify(await answer(db, t.router({ team: rosterRouter }), 'team.users.list', failure))
    expect(answered).toContain('An unexpected server error occurred')
    expect(answered).not.toContain(SECRET)
  }
})

test('an outage of the database is answered 503 and reveals nothing', async () => {
  await using db = await testDb()
  const failure = Object.assign(new Error(SECRET), { code: 'ECONNREFUSED' })
  const shown = await answer(db, without.router({ team: rosterRouter }), 'team.users.list', failure)
  expect(shown).toMatchObject({ error: { data: { code: 'SERVICE_UNAVAILABLE', httpStatus: 503 } } })
  expect(JSON.stringify(shown)).not.toContain(SECRET)
  expect(await answer(db, withFormatter.router({ team: rosterRouter }), 'team.users.list', failure)).toMatchObject({
    error: { data: { code: 'SERVICE_UNAVAILABLE', httpStatus: 503, retryAfter: 2 } },
  })
})

test('a refused input has the same message with either formatter', async () => {
  await using db = await testDb()
  await fill(db, { [acme]: [userRecord('user_1')] })
  const path = `team.users.list?input=${encodeURIComponent('{"consistency":"weak"}')}`
  for (const t of [withFormatter, without])
    expect(await answer(db, t.router({ team: rosterRouter }), path, new Error())).toMatchObject({
      error: { message: 'Input consistency: may only be "strong"; leave it out otherwise' },
    })
})
