import { refusedTexts } from '@roster/api/testing'
import { afterAll, describe, expect, test } from 'vitest'
import { startTestServer } from '../testing/test-server.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

const leadId = '00000000-0000-4000-8000-000000000000'
async function ask(procedure: string, input: unknown): Promise<{ status: number; body: unknown }> {
  const text = JSON.stringify(input)
  const headers = { authorization: `Bearer ${server.token()}`, 'content-type': 'application/json' }
  const response = await server.get(`/api/trpc/${procedure}`, { method: 'POST', headers, body: text })
  return { status: response.status, body: await response.json() }
}

/** Each input field that takes a text. */
const withText: [string, (text: unknown) => [procedure: string, input: unknown]][] = [
  ['the name of a lead', (name) => ['leads.create', { name }]],
  ['the company of a lead', (company) => ['leads.create', { name: 'A lead', company }]],
  ['the assignee of a lead', (assigneeId) => ['leads.assign', { leadId, assigneeId, version: 1 }]],
  ['the lead to assign', (id) => ['leads.assign', { leadId: id, assigneeId: null, version: 1 }]],
  ['the version of a lead', (version) => ['leads.assign', { leadId, assigneeId: null, version }]],
  ['the assignee of a new lead', (assigneeId) => ['leads.create', { name: 'A lead', assigneeId }]],
  ['who follows a new lead', (id) => ['leads.create', { name: 'A lead', sharedWith: [id] }]],
  ['the new name of a lead', (name) => ['leads.edit', { leadId, version: 1, name, sharedWith: [] }]],
  [
    'the new company of a lead',
    (company) => ['leads.edit', { leadId, version: 1, name: 'A', company, sharedWith: [] }],
  ],
  ['who follows a lead', (id) => ['leads.edit', { leadId, version: 1, name: 'A', sharedWith: [id] }]],
  ['the assignee of several', (assigneeId) => ['leads.assignMany', { leads: [{ leadId, version: 1 }], assigneeId }]],
  ['one of several leads', (id) => ['leads.assignMany', { leads: [{ leadId: id, version: 1 }], assigneeId: null }]],
  ['whose leads to hand over', (from) => ['leads.reassign', { from, to: null }]],
  ['to whom leads are handed over', (to) => ['leads.reassign', { from: 'user_1', to }]],
  ['a lead to delete', (id) => ['leads.delete', { leads: [{ leadId: id, version: 1 }] }]],
]
describe.each(withText)('%s', (_what, call) => {
  test.each(refusedTexts)('as %j is answered 400', async (value) => {
    // The message shows that the schema refused it; the database's error has another.
    const message: unknown = expect.not.stringContaining('cannot be stored')
    const error = { message, data: { code: 'VALIDATION_ERROR' } }
    expect(await ask(...call(value))).toMatchObject({ status: 400, body: { error } })
  })

  test.each(['', ' ', 'A lead', '\u202e', "'; DROP TABLE leads.lead; --", 'x'.repeat(10_000)])(
    'as the text %j is never answered 500',
    async (text) => {
      expect([200, 400, 404]).toContain((await ask(...call(text))).status)
    },
  )
})

test('a call with more leads than a page of the list is refused', async () => {
  const leads = Array.from({ length: 201 }, () => ({ leadId, version: 1 }))
  for (const procedure of ['leads.delete', 'leads.assignMany'])
    expect(await ask(procedure, { leads, assigneeId: null })).toMatchObject({ status: 400 })
})

test.each(['', ' ', '\u200B', '\u200D\u2060', '\u3164', '\u2800\u00A0', '\u202E\u00AD\uFEFF', '\u{E0020}'])(
  'a name of nothing that can be seen, %j, is refused',
  async (name) => {
    const error = { message: 'Input name: must have a character that can be seen', data: { code: 'VALIDATION_ERROR' } }
    expect(await ask('leads.create', { name })).toMatchObject({ status: 400, body: { error } })
    expect(await ask('leads.edit', { leadId, version: 1, name, sharedWith: [] })).toMatchObject({ body: { error } })
  },
)

test('the name of a lead may contain an emoji', async () => {
  expect(await ask('leads.create', { name: '🦄 & Co.' })).toMatchObject({
    status: 200,
    body: { result: { data: { name: '🦄 & Co.' } } },
  })
})
