import { createMirror } from '@roster/db'
import { testDb } from '@roster/db/testing'
import { expect, test } from 'vitest'
import { applyEvent } from './events.ts'

const NUL = String.fromCodePoint(0)

test('text with a NUL character, which PostgreSQL can’t hold, is kept without it rather than refused for ever', async () => {
  await using db = await testDb()
  const data = {
    id: 'user_1',
    first_name: `A${NUL}da`,
    last_name: NUL,
    primary_email_address_id: 'idn_1',
    email_addresses: [{ id: 'idn_1', email_address: `ada${NUL}@acme.test` }],
    image_url: `https://img.clerk.com/${NUL}1`,
    has_image: true,
    created_at: 1,
    updated_at: 1,
  }
  expect(await applyEvent(createMirror(db.pool), { type: 'user.created', data })).toBe('applied')
  const { rows } = await db.pool.query('SELECT first_name, last_name, email, image_url FROM app_user')
  expect(rows).toEqual([
    { first_name: 'Ada', last_name: '', email: 'ada@acme.test', image_url: 'https://img.clerk.com/1' },
  ])
})
