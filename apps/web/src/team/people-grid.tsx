import type { User } from '@roster/api'
import { memo } from 'react'
import type { RowTarget } from '../grid/use-active-row.ts'
import { VirtualGrid } from '../grid/virtual-grid.tsx'
import type { MemberFacts } from './view/arrange-people.ts'
import { PersonCells } from './person/person-cells.tsx'
import type { ReadyTeam } from './team.ts'
import { sortKeys, type Sort, type SortKey } from './view/team-view.ts'

type PeopleGridProps = {
  people: readonly User[]
  team: ReadyTeam
  roleName: MemberFacts['roleName']
  /** The sort order; null puts the best match first. */
  sort: Sort | null
  /** Identifies the search, the filters and the sort. */
  order: string
  openId: string | null
  target: RowTarget | null
  onSort: (key: SortKey) => void
  onOpen: (person: User) => void
}

const titles: Record<SortKey, string> = { name: 'Name', email: 'Email', role: 'Role', joined: 'Joined' }

export const PeopleGrid = memo(function PeopleGrid(props: PeopleGridProps) {
  const { people, team, roleName, sort, order, openId, target, onSort, onOpen } = props
  const { me, orgName, memberOf } = team
  return (
    <VirtualGrid
      className="people"
      label={`People of ${orgName}`}
      columns={sortKeys.map((key) => ({ key, title: titles[key], sort: directionOf(key, sort) }))}
      onSort={(key) => {
        const sortKey = sortKeys.find((known) => known === key)
        if (sortKey) onSort(sortKey)
      }}
      items={people}
      order={order}
      selectedId={openId}
      target={target}
      onEnter={onOpen}
      onRowClick={onOpen}
      renderRow={(person, { active, passing }) => (
        <PersonCells
          person={person}
          isMe={person.id === me}
          role={roleName(person.id)}
          member={memberOf.get(person.id)}
          active={active}
          passing={passing}
        />
      )}
    />
  )
})

function directionOf(key: SortKey, sort: Sort | null) {
  if (sort?.key !== key) return 'none'
  return sort.descending ? 'descending' : 'ascending'
}
