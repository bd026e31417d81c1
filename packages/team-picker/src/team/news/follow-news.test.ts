import { expect, test } from 'vitest'
import type { Revisions } from '../team-client.ts'
import { followNews } from './follow-news.ts'

const at = (revision: number): Revisions => ({ revision: String(revision), memberRevision: '1' })

type Answer = { after: number; found: Revisions | null }

/** A window that gets these answers, each after so many ms: what it asked and reported, and how long it paused. */
async function follow(answers: Answer[]) {
  const left = [...answers]
  const ending = new AbortController()
  const reported: (string | null)[] = []
  const pauses: number[] = []
  const asked: string[] = []
  let known = at(1)
  let now = 0
  await followNews({
    ask: async ({ revision }) => {
      asked.push(revision)
      const answer = left.shift()
      now += answer?.after ?? 0
      if (!answer?.found) throw new Error('no answer')
      return answer.found
    },
    current: () => known,
    report: (found) => {
      reported.push(found?.revision ?? null)
      known = found ?? known
    },
    pause: async (ms) => {
      pauses.push(ms)
      if (left.length === 0) ending.abort()
    },
    now: () => now,
    signal: ending.signal,
  })
  return { asked, reported, pauses }
}

test('after news, or after a whole wait, the next question follows within 250 ms', async () => {
  const { asked, reported, pauses } = await follow([
    { after: 100, found: at(2) },
    { after: 25_000, found: at(2) },
  ])
  expect([asked, reported]).toEqual([
    ['1', '2'],
    ['2', '2'],
  ])
  for (const pause of pauses) expect(pause).toBeLessThan(250)
})

test('after an answer at once without news, or no answer, the next question follows in 8 to 12 s', async () => {
  const { reported, pauses } = await follow([
    { after: 10, found: at(1) },
    { after: 30_000, found: null },
  ])
  expect(reported).toEqual(['1', null])
  for (const pause of pauses) expect(Math.round(pause / 4_000)).toBeGreaterThanOrEqual(2)
})

test('the pauses of several clients differ', async () => {
  const { pauses } = await follow(Array.from({ length: 20 }, () => ({ after: 25_000, found: at(1) })))
  expect(new Set(pauses).size).toBeGreaterThan(15)
})
