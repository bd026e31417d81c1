import { expect, test } from 'vitest'
import { createRanker } from '../search/ranker.ts'
import { displayName } from './display-name.ts'
import { initials } from './initials.ts'
import type { Person } from './person.ts'

// One of each kind of character that can't be seen.
const unseen = [
  '',
  ' ',
  '\t',
  '\n',
  '\0',
  '\u00A0',
  '\u00AD',
  '\u034F',
  '\u061C',
  '\u115F',
  '\u1160',
  '\u17B4',
  '\u180E',
]
  .concat([
    '\u2003',
    '\u200B',
    '\u200C',
    '\u200D',
    '\u200E',
    '\u200F',
    '\u202E',
    '\u2060',
    '\u2066',
    '\u2800',
    '\u3000',
  ])
  .concat([
    '\u3164',
    '\uFE0F',
    '\uFEFF',
    '\uFFA0',
    '\uFFFB',
    '\u{1D159}',
    '\u{1D173}',
    '\u{E0001}',
    '\u{E0020}',
    '\u{E0100}',
  ])
test('an invisible name is replaced by the email, then by the id', () => {
  const shown = unseen.flatMap((first) =>
    unseen.flatMap((last) => {
      const person = { id: 'user_a', firstName: first, lastName: last, name: last + first }
      return [displayName({ ...person, email: 'zoe@acme.test' }), displayName({ ...person, email: first })]
    }),
  )
  expect([...new Set(shown)]).toEqual(['zoe@acme.test', 'user_a'])
  expect(initials(displayName({ id: 'user_a', name: '\u200D', email: 'zoe@acme.test' }))).toBe('Z')
})

test.each([
  ['Ada Berg', 'AB'],
  ['ada', 'A'],
  ["Jan van 't Hooft", 'JH'],
  ['e\u0301lodie noe\u0308l', 'ÉN'],
  ['रीमा शर्मा', 'रश'],
  ['zoe.quill@acme.test', 'Z'],
  ['_zoe@acme.test', 'Z'],
  ['007@acme.test', '07'],
  ['@ada', 'A'],
  ['Ada @ Acme', 'AA'],
  ['Ann (@ann) Lee', 'AL'],
  ['🦄', '🦄'],
  ['🦄 Ada', 'A'],
  ['???', '?'],
])('%s has the initials %s', (name, expected) => {
  expect(initials(name)).toBe(expected)
})

test('invisible characters are left out of a name, except joiners in letters and emoji', () => {
  for (const sign of unseen)
    expect(
      displayName({ id: 'a', firstName: `${sign}Ada`, lastName: `Berg${sign}` }).replace(
        /\u200C|\u200D|\p{VS}|\u{E0020}/gu,
        '',
      ),
    ).toBe('Ada Berg')
  expect(displayName({ id: 'a', name: '👩‍💻 Ada ❤️' })).toBe('👩‍💻 Ada ❤️')
  expect(displayName({ id: 'a', name: 'می‌خواهم' })).toBe('می‌خواهم')
})

test('a name may come as name, or as firstName and lastName', () => {
  expect(displayName({ id: 'a' })).toBe('a')
  expect(displayName({ id: 'a', name: 'Ada Berg' })).toBe('Ada Berg')
  expect(displayName({ id: 'a', firstName: 'Ada', lastName: 'Berg' })).toBe('Ada Berg')
  expect(displayName({ id: 'a', lastName: 'Berg', email: 'a@b.test' })).toBe('Berg')
  expect(displayName({ id: 'a', name: null, firstName: undefined, email: 'a@b.test' })).toBe('a@b.test')
})

const alike: readonly (readonly [kind: string, names: readonly Partial<Person>[]])[] = [
  [
    'spaces',
    [{ firstName: 'Ada', lastName: 'Berg' }, { firstName: 'Ada ', lastName: ' Berg' }, { firstName: 'Ada\u00A0Berg' }],
  ],
  [
    'kinds of space',
    [{ name: 'Ada Berg' }, { name: 'Ada\u2003Berg' }, { name: 'Ada\u3164Berg' }, { name: ' Ada  \u2800 Berg\t' }],
  ],
  ['composed letters', [{ name: 'René' }, { name: 'Rene\u0301' }]],
  [
    'unseen letters',
    [{ name: 'Ada' }, { name: 'A\u200Bda' }, { name: '\u200EAda\u00AD' }, { name: 'Ad\u034Fa\uFE0F' }],
  ],
  ['case', [{ name: 'Ada Berg' }, { name: 'ADA BERG' }, { name: 'ada berg' }]],
  ['wide letters', [{ name: 'Ada' }, { name: 'Ａｄａ' }]],
  ['ligatures', [{ name: 'Griffin' }, { name: 'Gri\uFB03n' }]],
  [
    'other alphabets',
    [{ name: 'Boris' }, { name: 'Вогіѕ'.replace('г', 'r').replace('о', 'o') }, { name: 'Bоris' }, { name: 'Bοris' }],
  ],
  [
    'apostrophes and dashes',
    [
      { name: "O'Hara-Lee" },
      { name: 'O’Hara‑Lee' },
      { name: 'O´Hara–Lee' },
      { name: 'O‛Hara−Lee' },
      { name: 'OʹHara—Lee' },
    ],
  ],
  ['Thai vowels', [{ name: 'แดง' }, { name: 'เเดง' }]],
  [
    'the order of marks',
    [{ name: 'น้ำ Tiện' }, { name: 'น\u0E4D\u0E49า Tie\u0302\u0323n' }, { name: 'น\u0E49\u0E4Dา Tie\u0323\u0302n' }],
  ],
  ['quotation marks', [{ name: 'Kim "Kit" Lee' }, { name: 'Kim “Kit” Lee' }, { name: 'Kim „Kit‟ Lee' }]],
  ['letters that look like i and o', [{ name: 'Alio' }, { name: 'AIio' }, { name: 'A1i0' }, { name: 'A|lо' }]],
  ['a comma or a cedilla below', [{ name: 'Ștefan Țepeș' }, { name: 'Ştefan Ţepeş' }]],
  ['a stroke through D', [{ name: 'Đorđe' }, { name: 'Ðorđe' }, { name: 'Ɖorđe' }]],
  ['phonetic and Armenian letters', [{ name: 'Gonua' }, { name: 'ɡօոսɑ' }]],
  ['Arabic keyboards', [{ name: 'علي كريمه' }, { name: 'علی کریمه' }, { name: 'على كريمہ' }, { name: 'علي كريـمه' }]],
  ['one and two fields', [{ name: 'Ada Berg' }, { firstName: 'Ada', lastName: 'Berg' }]],
]
test.each(alike)('names that differ only in %s look alike', (_kind, names) => {
  const people = names.map((name, at) => ({ id: `user_${at}`, ...name }))
  const others = [
    'Ada Burg',
    'Rena',
    'Adan',
    'Bors',
    'Griffon',
    'OHara Lee',
    'Антон',
    'АНТОНИНА',
    'Stefan Tepes',
    'Dorde',
    'علي',
  ].map((name) => ({
    id: name,
    name,
  }))
  const ranker = createRanker<Person>([...others, ...people])
  expect(people.map((person) => ranker.sharesName(person))).toEqual(people.map(() => true))
  expect(others.filter((person) => ranker.sharesName(person))).toEqual([])
})

test('people without names do not look alike', () => {
  const people = ['\u200B', '\u2800', ''].map((name, at) => ({ id: `user_${at}`, name, email: `user_${at}@acme.test` }))
  const ranker = createRanker(people)
  expect(people.filter((person) => ranker.sharesName(person))).toEqual([])
})
