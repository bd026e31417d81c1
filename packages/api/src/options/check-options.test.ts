import { initTRPC } from '@trpc/server'
import { expect, test } from 'vitest'
import { checkOptions } from './check-options.ts'
import { createRoster } from '../create-roster.ts'
import type { Context as RosterContext } from '../trpc/context.ts'
import { rosterRouter } from '../trpc/router.ts'
import type { RosterMeta } from '../trpc/trpc.ts'
import type { RosterOptions } from './roster-options.ts'

const clerk = {
  secretKey: 'sk_test_planted',
  publishableKey: 'pk_test_planted',
  jwtKey: 'planted',
  authorizedParties: ['https://app.example.com'],
}
const right: RosterOptions = { database: { url: 'postgresql://localhost/app' }, clerk }

/** What plain JavaScript can pass. */
const check = (options: object) => checkOptions(Object.assign({}, right, options))

test.each<object>([
  {},
  { basePath: '', membersPermission: '', forgetAfterDays: 100, sweepMinutes: 1, limits: { address: 1 }, cacheBytes: 1 },
  { basePath: '/team/people', membersPermission: 'org:team:read', limits: {}, corsOrigins: ['http://localhost:5173'] },
])('defaults and values at their limits are accepted: %j', (options) => {
  expect(() => check(options)).not.toThrow()
})

test.each<[string, object]>([
  ['database', { database: undefined }],
  ['clerk', { clerk: undefined }],
  ['clerk.secretKey', { clerk: { ...clerk, secretKey: '' } }],
  ['clerk.publishableKey', { clerk: { ...clerk, publishableKey: undefined } }],
  ['clerk.jwtKey', { clerk: { ...clerk, jwtKey: undefined } }],
  ['clerk.webhookSigningSecrets.0', { clerk: { ...clerk, webhookSigningSecrets: [undefined] } }],
  ['clerk.authorizedParties', { clerk: { ...clerk, authorizedParties: undefined } }],
  ['clerk.authorizedParties', { clerk: { ...clerk, authorizedParties: [] } }],
  ['clerk.authorizedParties.0', { clerk: { ...clerk, authorizedParties: ['https://app.example.com/'] } }],
  ['corsOrigins.1', { corsOrigins: ['https://app.example.com', '*'] }],
  ['basePath', { basePath: 'team' }],
  ['basePath', { basePath: '/team/' }],
  ['limits.credential', { limits: { credential: Number.NaN } }],
  ['limits.address', { limits: { address: 0 } }],
  ['cacheBytes', { cacheBytes: Number.NaN }],
  ['forgetAfterDays', { forgetAfterDays: 99 }],
  ['sweepMinutes', { sweepMinutes: 0 }],
  ['membersPermission', { membersPermission: 'org:sys_memberships:read' }],
])('%s is refused by name: %j', (name, options) => {
  expect(() => check(options)).toThrow(
    new RegExp(
      `^createRoster\\(\\) got options that it can't use.*\\n {2}- ${name.replaceAll('.', '\\.')}: (is|must) [^\\n]+$`,
    ),
  )
})

test('a router with a transformer is refused: its clients would find nothing in the lists', () => {
  const { router, mergeRouters } = initTRPC
    .context<RosterContext>()
    .meta<RosterMeta>()
    .create({
      transformer: { serialize: (json: unknown) => ({ json }), deserialize: (sent: { json: unknown }) => sent.json },
    })
  expect(() => check({ router: mergeRouters(rosterRouter, router({})) })).toThrow(/- router: must have no transformer/)
  expect(() => check({ router: rosterRouter })).not.toThrow()
})

test('all problems are named at once, and no value is', async () => {
  const wrong = { ...right, basePath: 'planted', forgetAfterDays: 1, corsOrigins: ['planted'] }
  const message = await createRoster(wrong).then(String, String)
  expect(message.match(/- \w+/g)).toEqual(['- basePath', '- corsOrigins', '- forgetAfterDays'])
  expect(message).not.toMatch(/planted/)
})
