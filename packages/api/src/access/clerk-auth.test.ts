import { createClerkClient } from '@clerk/backend'
import { afterAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { startTestServer } from '../../testing/test-server.ts'
import { toPublicError } from '../errors.ts'
import type { ClerkAuth } from './clerk-auth.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())
const { roster, clerk } = server
const azp = 'https://app.example.test'
const sdk = createClerkClient({ ...clerk, telemetry: { disabled: true } })

/** The auth object that a host's SDK returns for a request. */
async function authOf(token: string | null, treatPendingAsSignedOut = true): Promise<ClerkAuth> {
  const headers = token === null ? {} : { authorization: `Bearer ${token}` }
  const request = new Request('https://app.example.test/', { headers: { ...headers, accept: 'application/json' } })
  const state = await sdk.authenticateRequest(request, { acceptsToken: 'any' })
  const auth = state.toAuth({ treatPendingAsSignedOut })
  if (!auth) throw new Error('The SDK wants a handshake.')
  return auth
}

const refusal = (call: Promise<unknown>) => call.then(() => 'answered', toPublicError)
const list = async (auth: ClerkAuth) => roster.router.createCaller(await roster.context(auth)).users.list()
const pending = clerk.token({ email: 'penny@pending.test', organization: 'globex', azp })

test('the auth object of a session lists its organization', async () => {
  expect(await list(await authOf(server.token()))).toHaveLength(25)
})

test('without an organization it is answered the documented 400', async () => {
  const auth = await authOf(server.token('alice@acme.test', null))
  expect(await refusal(list(auth))).toMatchObject({ code: 'VALIDATION_ERROR', message: 'User Org Id missing' })
})

test('of a pending session it proves nobody, whether or not the host treats it as signed in', async () => {
  for (const asSignedOut of [true, false])
    expect(await refusal(list(await authOf(pending, asSignedOut)))).toMatchObject({ code: 'UNAUTHORIZED' })
})

test('signed out, or of an API key, it proves nobody', async () => {
  const { id: subject } = await sdk.organizations.getOrganization({ slug: 'acme' })
  const { secret = '' } = await sdk.apiKeys.create({ name: 'Nightly', subject, scopes: ['users:read'] })
  for (const token of [null, secret])
    expect(await refusal(list(await authOf(token)))).toMatchObject({ code: 'UNAUTHORIZED' })
})

describe('an object that no SDK made', () => {
  const token = server.token()
  const [userId, sessionId, orgId] = ['user_1', 'sess_1', 'org_1']
  const session = { tokenType: 'session_token', isAuthenticated: true, userId, sessionId, orgId }
  const others: [string, object][] = [
    ['with the fields of a session', session],
    [
      'with a token that Clerk did not sign',
      { ...session, getToken: async () => `${token.slice(0, -20)}${'A'.repeat(20)}` },
    ],
    ['with no token', { ...session, getToken: async () => null }],
    ['with a token of no type', { getToken: async () => token }],
    ['of another shape', { authorization: `Bearer ${token}` }],
    ['that is empty', {}],
  ]
  test.each(others)('%s proves nobody', async (_, object) => {
    const auth = z.custom<ClerkAuth>().parse(object)
    expect(await refusal(list(auth))).toMatchObject({ code: 'UNAUTHORIZED' })
  })
})
