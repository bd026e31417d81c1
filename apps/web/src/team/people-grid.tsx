import type { User } from '@roster/api'
import { VirtualGrid } from '../grid/virtual-grid.tsx'
import { PersonCells } from './person-cells.tsx'
import type { LinkedPerson } from './use-linked-person.ts'

type PeopleGridProps = { people: readonly User[]; orgName: string; me: string; linked: LinkedPerson }

const columns = [
  { key: 'name', title: 'Name' },
  { key: 'email', title: 'Email' },
  { key: 'created', title: 'Account created' },
  { key: 'link', title: 'Link', hideTitle: true },
]

export function PeopleGrid({ people, orgName, me, linked }: PeopleGridProps) {
  return (
    <VirtualGrid
      className="people"
      label={`People of ${orgName}`}
      columns={columns}
      items={people}
      selectedId={linked.id}
      target={linked.target}
      onEnter={({ id }) => linked.link(id)}
      onRowClick={({ id }) => linked.link(id)}
      renderRow={(person, { active }) => <PersonCells person={person} isMe={person.id === me} active={active} />}
    />
  )
}
