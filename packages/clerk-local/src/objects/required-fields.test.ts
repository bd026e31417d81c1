import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { startForTest } from '../../testing/index.ts'

/** The fields that the SDKs and the app read. An answer without one of them is wrong even if the specification allows it. */
const required = {
  user: 'id object username first_name last_name image_url has_image primary_email_address_id email_addresses external_id public_metadata private_metadata unsafe_metadata banned locked last_sign_in_at created_at updated_at',
  email_address: 'id object email_address reserved verification linked_to created_at updated_at',
  organization:
    'object id name slug image_url has_image members_count max_allowed_memberships admin_delete_enabled public_metadata created_at updated_at',
  organization_membership:
    'object id role permissions public_metadata organization public_user_data created_at updated_at',
  session: 'object id user_id client_id status last_active_at expire_at abandon_at created_at updated_at',
  sign_in_token: 'object id status user_id token created_at updated_at',
}

const object = z.record(z.string(), z.unknown())
const answers: Record<string, Record<string, unknown>> = {}
let clerk: Awaited<ReturnType<typeof startForTest>>

beforeAll(async () => {
  clerk = await startForTest()
  const { apiUrl, secretKey } = clerk.local
  async function call(path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${apiUrl}/v1${path}`, {
      headers: { authorization: `Bearer ${secretKey}` },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    })
    return await response.json()
  }
  const first = (value: unknown) => object.parse(z.array(z.unknown()).parse(value)[0])
  const user = first(await call('/users?email_address=alice@acme.test'))
  answers['user'] = user
  answers['email_address'] = first(user['email_addresses'])
  answers['organization'] = object.parse(await call('/organizations/acme?include_members_count=true'))
  answers['organization_membership'] = first(object.parse(await call('/organizations/acme/memberships'))['data'])
  answers['session'] = object.parse(await call('/sessions', { user_id: user['id'] }))
  answers['sign_in_token'] = object.parse(await call('/sign_in_tokens', { user_id: user['id'] }))
})

afterAll(() => clerk.local.close())

test.each(Object.entries(required))('%s has every field that callers read', (name, fields) => {
  expect(answers[name]).toMatchObject({ object: name })
  expect(Object.keys(answers[name] ?? {})).toEqual(expect.arrayContaining(fields.split(' ')))
})
