import type { User } from '@roster/api'
import { trpc } from '../trpc.tsx'
import { VirtualGrid } from '../grid/virtual-grid.tsx'
import type { ReadyTeam } from './team.ts'
import { PersonCells } from './person-cells.tsx'
import type { LinkedPerson } from './use-linked-person.ts'

type PeopleGridProps = { people: readonly User[]; team: ReadyTeam; linked: LinkedPerson }

// They hardly ever change.
const ROLES_MS = 10 * 60_000

const columns = [
  { key: 'name', title: 'Name' },
  { key: 'email', title: 'Email' },
  { key: 'role', title: 'Role' },
  { key: 'created', title: 'Account created' },
  { key: 'link', title: 'Link', hideTitle: true },
]

export function PeopleGrid({ people, team, linked }: PeopleGridProps) {
  const { me, orgName, memberOf } = team
  const { data: roles } = trpc.members.roles.useQuery(undefined, { staleTime: ROLES_MS })
  const nameOf = new Map(roles?.map(({ key, name }) => [key, name]))
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
      renderRow={(person, { active }) => {
        const member = memberOf.get(person.id)
        const role = member && (nameOf.get(member.role) ?? member.role)
        return (
          <PersonCells person={person} isMe={person.id === me} role={role} status={member?.status} active={active} />
        )
      }}
    />
  )
}
