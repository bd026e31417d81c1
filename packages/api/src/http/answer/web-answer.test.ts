import { expect, test } from 'vitest'
import { createHeldBytes } from './held-bytes.ts'
import { webAnswer } from './web-answer.ts'

const BIG = 100 * 1024
const answer = () => ({ status: 200, headers: {}, body: [Buffer.alloc(BIG)], caller: 'one' })

test('the bytes of an answer count until its client has read it or disconnects, even if its host drops it', async () => {
  const held = createHeldBytes()
  const client = new AbortController()
  const deliver = webAnswer(new Request('http://roster.test/', { signal: client.signal }), held)
  const read = deliver(answer())
  expect(held.total()).toBe(BIG)
  expect((await read.arrayBuffer()).byteLength).toBe(BIG)
  expect(held.total()).toBe(0)

  deliver(answer())
  expect(held.total()).toBe(BIG)
  client.abort()
  expect(held.total()).toBe(0)
  deliver(answer())
  expect(held.total()).toBe(0)
})
