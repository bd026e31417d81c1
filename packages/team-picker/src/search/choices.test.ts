import { expect, test } from 'vitest'
import { crowd } from '../../testing/people.ts'
import type { Person } from '../people/person.ts'
import { defaultStrings } from '../picker/picker-strings.ts'
import { choicesFor } from './choices.ts'
import { createRanker } from './ranker.ts'

type Wishes = Parameters<typeof choicesFor>[1]

const team: readonly Person[] = [
  'Ann Lee',
  'Yolanda Young',
  'Asha Patel',
  'Una Quinn',
  '🦄',
  'René Blanc',
  'Mei Chen',
].map((name) => ({ id: name, name, email: `${name.split(' ')[0]?.toLowerCase()}@example.test` }))
const wishesFor = (people: readonly Person[], more: Partial<Wishes> = {}): Wishes => ({
  ranker: createRanker(people, 'en'),
  me: people[0]?.id,
  recent: [],
  allowUnassigned: true,
  strings: defaultStrings,
  sectionOf: undefined,
  canInvite: false,
  ...more,
})
const listed = (query: string, wishes = wishesFor(team)): string[] =>
  choicesFor(query, wishes).list.map(
    (choice) => choice.id ?? (choice.invite ? `invite ${choice.invite}` : 'Unassigned'),
  )

test.each([
  ['yo', ['Yolanda Young', 'Ann Lee']],
  ['y', ['Yolanda Young', 'Ann Lee']],
  ['you', ['Yolanda Young', 'Ann Lee']],
  ['YOU', ['Yolanda Young', 'Ann Lee']],
  ['As', ['Asha Patel', 'Ann Lee']],
  ['assign to me', ['Ann Lee']],
  ['un', ['Una Quinn', 'Unassigned']],
  ['unassigned', ['Unassigned']],
  ['me', ['Mei Chen', 'Ann Lee']],
  ['ann', ['Ann Lee']],
  ['???', []],
  ['🐴', []],
  ['🦄', ['🦄']],
  ['zzz', []],
])('“%s” lists %j', (query, expected) => {
  expect(listed(query)).toEqual(expected)
})

test.each([
  ['un', 'unity@example.test', ['shown', 'Unassigned']],
  ['yo', 'yoko.ono@example.test', ['shown', 'ann']],
  ['me', 'me@example.test', ['shown', 'ann']],
  ['on', 'yoko.ono@example.test', ['shown']],
  ['yooko', 'yoko.ono@example.test', ['shown']],
  ['SHO', null, ['shown']],
])('“%s” finds somebody who is shown by the email %s or the id as by a name', (query, email, expected) => {
  const people = [
    { id: 'ann', name: 'Ann Lee' },
    { id: 'shown', name: '\u200B', email },
  ]
  expect(listed(query, wishesFor(people))).toEqual(expected)
})

test('“you” and “unassigned” follow the texts of the picker', () => {
  const strings = { ...defaultStrings, unassigned: 'Niemand', you: 'Du', me: 'selbst', assignToMe: 'Mir zuweisen' }
  const wishes = wishesFor(team, { strings })
  expect(listed('nie', wishes)).toEqual(['Unassigned'])
  expect(listed('selbst', wishes)).toEqual(['Ann Lee'])
  expect(listed('un', wishes)).toEqual(['Una Quinn'])
})

test('for any query no person is listed twice, and no other entry comes before a name that begins with it', () => {
  const labels = [defaultStrings.you, defaultStrings.unassigned, defaultStrings.assignToMe, defaultStrings.me]
  const names = [
    'Yoko Ono',
    'Youssef Mei',
    'Una Un',
    'Unai Me',
    'Assia Ann',
    'Meg Assante',
    'Ulf Young',
    'Ada Unassi',
    'Zoe Quill',
  ]
  const people = names.map((name) => ({ id: name, name, email: `me.${name.split(' ')[1]?.toLowerCase()}@acme.test` }))
  const wrong: string[] = []
  for (const me of names) {
    const wishes = wishesFor(people, { me })
    for (const query of labels.flatMap((label) => Array.from(label, (_, at) => label.slice(0, at + 1)))) {
      const list = listed(query, wishes)
      if (new Set(list).size < list.length) wrong.push(`twice: ${query}`)
      const begins = (id: string): boolean =>
        id
          .toLowerCase()
          .split(' ')
          .some((word) => word.startsWith(query.toLowerCase()))
      const entry = list.findIndex((id) => id === 'Unassigned' || (id === me && !begins(id)))
      const name = list.findLastIndex((id) => id !== 'Unassigned' && begins(id))
      if (entry >= 0 && entry < name) wrong.push(`before a name: ${query} as ${me}`)
    }
  }
  expect(wrong).toEqual([])
})

test('only unassigned and me stay in reach, however many were picked', () => {
  const wishes = wishesFor(team, { me: 'Mei Chen', recent: ['Una Quinn', 'Mei Chen'] })
  expect(choicesFor('', wishes)).toMatchObject({ kept: 2, pinned: 3 })
  expect(listed('', wishes).slice(0, 4)).toEqual(['Unassigned', 'Mei Chen', 'Una Quinn', '🦄'])
  expect(choicesFor('mei', wishes)).toMatchObject({ kept: 0, pinned: 0 })
})

test('sections stand in the order of their titles, others last, and a search has none', () => {
  const sectionOf = ({ id }: Person) => (id.startsWith('A') ? 'Sales' : id.startsWith('Y') ? 'Design' : null)
  const wishes = wishesFor(team, { sectionOf, me: 'Una Quinn' })
  expect(listed('', wishes)).toEqual([
    'Unassigned',
    'Una Quinn',
    'Yolanda Young',
    'Ann Lee',
    'Asha Patel',
    '🦄',
    'Mei Chen',
    'René Blanc',
  ])
  expect([...choicesFor('', wishes).titles]).toEqual([
    [0, 'Suggested'],
    [2, 'Design'],
    [3, 'Sales'],
    [5, 'Others'],
  ])
  expect(choicesFor('a', wishes).titles.size).toBe(0)
})

test('a whole address that nobody has can be invited, after whoever matches', () => {
  const wishes = wishesFor(team, { canInvite: true })
  for (const query of ['New.Hire@example.test', 'New Hire <New.Hire@example.test>', 'mailto:New.Hire@example.test.'])
    expect(listed(query, wishes)).toEqual(['invite New.Hire@example.test'])
  for (const query of [
    'ann@example.test',
    'ANN@example.test',
    'new@',
    'new@example',
    'a@b.test c@d.test',
    '@x.test',
    '',
  ])
    expect(listed(query, wishes).join()).not.toContain('invite')
  expect(listed('new@example.test')).toEqual([])
})

test('a list of 10,000 is made within 50 ms of processor time for every beginning of an entry’s name and for any paste', () => {
  const wishes = wishesFor(crowd(10_000))
  wishes.ranker.prepare()
  const pasted = [
    'un'.repeat(500_000),
    'ä'.repeat(1_000_000),
    `a${'\u0301\u0323'.repeat(20_000)}`,
    '한'.repeat(300_000),
  ]
  for (const query of ['a', 'as', 'u', 'un', 'y', 'm', 'me', ...pasted]) {
    const start = process.cpuUsage()
    choicesFor(query, wishes)
    const { user, system } = process.cpuUsage(start)
    expect(user + system).toBeLessThan(50_000)
  }
})
