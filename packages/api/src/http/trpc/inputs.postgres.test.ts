import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { refusedTexts } from '../../../testing/refused-texts.ts'
import { startWebhookServer } from '../../../testing/webhook-server.ts'

// Made before the server starts: the first sample takes seconds, in which an idle connection would be closed.
const texts = fc.sample(fc.string({ unit: 'binary', maxLength: 70 }), 20)
const server = await startWebhookServer()
afterAll(() => server[Symbol.asyncDispose]())

async function ask(procedure: string, input: unknown): Promise<{ status: number; body: unknown }> {
  const text = JSON.stringify(input)
  const headers = { authorization: `Bearer ${server.token()}`, 'content-type': 'application/json' }
  const isQuery = procedure === 'users.resolve' || procedure === 'users.list'
  const response = isQuery
    ? await server.get(`/api/trpc/${procedure}?input=${encodeURIComponent(text)}`, { headers })
    : await server.get(`/api/trpc/${procedure}`, { method: 'POST', headers, body: text })
  return { status: response.status, body: await response.json() }
}

/** Each input field that takes a text. */
const withText: [string, (text: unknown) => [procedure: string, input: unknown]][] = [
  ['an id to resolve', (id) => ['users.resolve', { ids: ['user_1', id] }]],
  ['the name of an API key', (name) => ['apiKeys.create', { name, expiresInDays: null }]],
  ['the life of an API key', (expiresInDays) => ['apiKeys.create', { name: 'A key', expiresInDays }]],
  ['the id of an API key', (id) => ['apiKeys.revoke', { id }]],
  ['the consistency of a list', (consistency) => ['users.list', { consistency }]],
]
describe.each(withText)('%s', (_what, call) => {
  test.each(refusedTexts)('as %j is answered 400', async (value) => {
    // The message shows that the schema refused it; the database's error has another.
    const message: unknown = expect.not.stringContaining('cannot be stored')
    const error = { message, data: { code: 'VALIDATION_ERROR' } }
    expect(await ask(...call(value))).toMatchObject({ status: 400, body: { error } })
  })

  test('as any other text is never answered 500', async () => {
    // 429: an organization may not create so many API keys in a minute.
    const expected = new Set([200, 400, 404, 429])
    for (const text of texts) {
      const { status } = await ask(...call(text))
      expect({ text, status, isExpected: expected.has(status) }).toMatchObject({ isExpected: true })
    }
  })
})

test('an id may contain an emoji: a whole surrogate pair is text', async () => {
  expect(await ask('users.resolve', { ids: ['🦄 & Co.'] })).toMatchObject({
    status: 200,
    body: { result: { data: [] } },
  })
})
