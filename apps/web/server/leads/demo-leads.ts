import type { ClerkOptions } from '@roster/api'
import { readDemo } from '../local-clerk/demo-organizations.ts'
import type { LeadsStore } from './leads-store.ts'

const LEADS = 500
// Spreads the leads over about nine months.
const EVERY = 13 * 60 * 60_000
const given = ['Ada', 'Bruno', 'Celia', 'Dmitri', 'Elena', 'Farid', 'Greta', 'Hiro', 'Ines', 'Jonas', 'Kavya', 'Luca']
const family = [
  'Abbott',
  'Brandt',
  'Castro',
  'Duarte',
  'Eriksen',
  'Fontana',
  'Gruber',
  'Hoang',
  'Iwata',
  'Jansen',
  'Kowalski',
]
const firms = [
  'Northwind',
  'Bluebird',
  'Copperfield',
  'Driftwood',
  'Evergreen',
  'Foxglove',
  'Granite',
  'Harbour',
  'Ironbark',
]
const kinds = ['Logistics', 'Labs', 'Foods', 'Energy', 'Studios', 'Health', 'Systems']

/** Gives acme the same 500 demo leads each time; about three in five have an assignee, and most are shared. */
export async function seedDemoLeads(store: LeadsStore, clerk: ClerkOptions): Promise<void> {
  const { orgIds, members } = await readDemo(clerk)
  const acme = orgIds.get('acme')
  if (acme === undefined) return
  const people = await members(acme)
  const now = Date.now()
  const leads = Array.from({ length: LEADS }, (_, index) => ({
    name: `${pick(given, index)} ${pick(family, index * 7)}`,
    company: `${pick(firms, index * 5)} ${pick(kinds, index * 3)}`,
    assigneeId: index % 5 < 3 ? pick(people, index * 11) : null,
    sharedWith: Array.from({ length: (index * 7) % 6 }, (_, n) => pick(people, index + n * 5) ?? '').filter(Boolean),
    createdAt: new Date(now - (LEADS - index) * EVERY),
  }))
  await store.seed(acme, leads)
}

function pick<Item>(from: readonly Item[], index: number): Item | null {
  return from[index % from.length] ?? null
}
