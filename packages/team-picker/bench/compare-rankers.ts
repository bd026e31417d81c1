import Fuse from 'fuse.js'
import { matchSorter } from 'match-sorter'
import MiniSearch from 'minisearch'
import { casePeople } from '../cases/case-people.ts'
import { heldOutCases } from '../cases/held-out-cases.ts'
import type { RankingCase } from '../cases/ranking-case.ts'
import { tunedCases } from '../cases/tuned-cases.ts'
import { displayName } from '../src/people/display-name.ts'
import { createRanker } from '../src/search/ranker.ts'

// Each library as its documentation advises for names: sorted input, name before email, and typos allowed.
const sorted = createRanker(casePeople, 'en').rank('')
const documents = sorted.map((person) => ({ id: person.id, name: displayName(person), email: person.email ?? '' }))
const fuse = new Fuse(documents, {
  keys: [{ name: 'name', weight: 2 }, 'email'],
  threshold: 0.3,
  ignoreDiacritics: true,
  ignoreLocation: true,
  useExtendedSearch: false,
})
const plain = (term: string): string => term.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
const mini = new MiniSearch({
  fields: ['name', 'email'],
  processTerm: plain,
  searchOptions: { prefix: true, fuzzy: 0.2, combineWith: 'AND', boost: { name: 2 } },
})
mini.addAll(documents)
const ranker = createRanker(casePeople, 'en')

const searches: Readonly<Record<string, (query: string) => readonly string[]>> = {
  roster: (query) => ranker.rank(query).map(({ id }) => id),
  'fuse.js': (query) => fuse.search(query).map(({ item }) => item.id),
  'match-sorter': (query) =>
    query
      .split(/\s+/u)
      .reduceRight((people, word) => matchSorter(people, word, { keys: ['name', 'email'] }), documents)
      .map(({ id }) => id),
  minisearch: (query) => mini.search(query).map(({ id }) => String(id)),
}

function passed(search: (query: string) => readonly string[], cases: readonly RankingCase[]): number {
  return cases.filter(([, query, expected]) => {
    const found = search(query).slice(0, expected.length || 1)
    return found.join() === expected.join()
  }).length
}

const scores = Object.fromEntries(
  Object.entries(searches).map(([name, search]) => [
    name,
    { tuned: passed(search, tunedCases), heldOut: passed(search, heldOutCases) },
  ]),
)
console.table(scores)
console.log(JSON.stringify({ tuned: tunedCases.length, heldOut: heldOutCases.length, scores }))
