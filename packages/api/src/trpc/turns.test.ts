import { expect, test } from 'vitest'
import { toPublicError } from '../errors.ts'
import { createTurns } from './turns.ts'

/** Work that the test ends, and a record of what has begun. */
function createWork() {
  const begun: string[] = []
  const ends = new Map<string, (error?: Error) => void>()
  const work = (name: string) => () => {
    begun.push(name)
    return new Promise<string>((resolve, reject) => ends.set(name, (error) => (error ? reject(error) : resolve(name))))
  }
  return { begun, work, end: (name: string, error?: Error) => ends.get(name)?.(error) }
}

const code = (call: Promise<unknown>) =>
  call.then(
    () => 'answered',
    (error: unknown) => toPublicError(error).code,
  )

test('a key has one piece of work at a time, in order, and another key does not wait for it', async () => {
  const { begun, work, end } = createWork()
  const inTurn = createTurns(10)
  const [one, two] = [inTurn('a', work('one')), inTurn('a', work('two'))]
  const other = inTurn('b', work('other'))
  await expect.poll(() => begun).toEqual(['one', 'other'])
  end('other')
  expect(await other).toBe('other')
  end('one', new Error('failed'))
  await expect(one).rejects.toThrow('failed')
  await expect.poll(() => begun).toEqual(['one', 'other', 'two'])
  end('two')
  expect(await two).toBe('two')
})

test('a call that would wait behind too many is refused, until one of them is done', async () => {
  const { work, end } = createWork()
  const inTurn = createTurns(2)
  const [one, two] = [inTurn('a', work('one')), inTurn('a', work('two'))]
  expect(await code(inTurn('a', work('three')))).toBe('RATE_LIMITED')
  await expect.poll(() => code(inTurn('b', async () => {}))).toBe('answered')
  end('one')
  await one
  const three = inTurn('a', async () => 'three')
  expect(await code(inTurn('a', work('four')))).toBe('RATE_LIMITED')
  end('two')
  expect(await Promise.all([two, three])).toEqual(['two', 'three'])
})
