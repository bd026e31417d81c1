import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { acme, globex } from '../../testing/test-api.ts'
import { compress, gzipOf, joined, packed, tagOf } from './encoding.ts'
import { memberList } from './member-list.ts'
import { userList } from './user-list.ts'

const MOST_JOINED = 4 * 1024 * 1024

test('a tag is a quoted digest, which only a new version of the list’s format changes', () => {
  expect(tagOf(userList.version, acme, 1n, 'json', 'identity')).toBe('"hL71ihEUC6k6biQS4e5pleTWNP3"')
  expect(tagOf(memberList.version, acme, 1n, 'json', 'identity')).toBe('"LMeycEBJPz_TegKW46cQUuKvoQd"')
})

test('a tag differs between organizations and between revisions, also where their digits run into each other', () => {
  const tags = [
    tagOf(userList.version, acme, 1n, 'json', 'br'),
    tagOf(userList.version, globex, 1n, 'json', 'br'),
    tagOf(userList.version, acme, 2n, 'json', 'br'),
    tagOf('4', acme, 11n, 'json', 'br'),
    tagOf('14', acme, 1n, 'json', 'br'),
  ]
  expect(new Set(tags).size).toBe(5)
})

test('pieces are joined unless they exceed 4 MiB together, and a single piece is not copied', () => {
  const [half, one] = [Buffer.alloc(MOST_JOINED / 2), Buffer.alloc(1)]
  expect(joined([half])).toBe(half)
  expect(joined([half, one])).toHaveLength(MOST_JOINED / 2 + 1)
  expect(packed([half, half])).toHaveLength(1)
  expect(packed([half, half, one])).toHaveLength(3)
})

test('a text is compressed as gzip 6 and brotli 1 do, and an empty part adds nothing to a gzip stream', async () => {
  const text = Buffer.from(Array.from({ length: 5_000 }, (_, at) => `person ${at ** 3 % 977}`).join())
  expect((await compress.gzip(text)).equals(gzipSync(text, { level: 6 }))).toBe(true)
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }
  expect((await compress.br(text)).equals(brotliCompressSync(text, quality))).toBe(true)
  expect(await gzipOf([{ plain: [Buffer.alloc(0)] }])).toHaveLength(3)
})
