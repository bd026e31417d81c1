import '../../src/styles.css'
import { Command } from 'cmdk'
import type { ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import Select from 'react-select'
import { displayName } from '../../src/people/display-name.ts'
import { createRanker } from '../../src/search/ranker.ts'
import { TeamMemberPicker } from '../../src/picker/team-member-picker.tsx'
import { crowd } from '../../testing/people.ts'
import { PlainPicker } from './plain-picker.tsx'
import { watchPaints } from './watch-paints.ts'

const people = crowd(10_000)
const candidates: Readonly<Record<string, () => ReactNode>> = {
  input: () => <input />,
  picker25: () => <TeamMemberPicker label="Assignee" people={people.slice(0, 25)} locale="en" />,
  picker: () => <TeamMemberPicker label="Assignee" people={people} locale="en" />,
  plain: () => <PlainPicker people={people} />,
  cmdk: () => (
    <Command label="Assignee">
      <Command.Input />
      <Command.List>
        {people.map((person) => (
          <Command.Item key={person.id} value={displayName(person)} />
        ))}
      </Command.List>
    </Command>
  ),
  reactSelect: () => (
    <Select options={people.map((person) => ({ value: person.id, label: displayName(person) }))} menuIsOpen />
  ),
}

const root = document.querySelector('#root')
const candidate = candidates[new URLSearchParams(location.search).get('of') ?? 'picker']
if (!root || !candidate)
  throw new Error('There is no such candidate, so nothing can be measured; see bench/page/main.tsx.')
createRoot(root).render(candidate())

const ranker = createRanker(people, 'en')
Object.assign(window, {
  paints: watchPaints(document),
  rankMs: (query: string) => {
    const start = performance.now()
    ranker.rank(query)
    return performance.now() - start
  },
})
