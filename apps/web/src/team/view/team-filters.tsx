import type { ChangeView } from './use-team-view.ts'
import { statuses, statusNames, type MemberStatus } from '../person/member-status.ts'
import { readSort, writeSort, type Sort } from './team-view.ts'

type TeamFiltersProps = {
  role: string | null
  status: MemberStatus | null
  /** The current sort; null puts the best match first. */
  sort: Sort | null
  /** Only roles that at least one person has. */
  roles: readonly { key: string; name: string }[]
  searching: boolean
  change: ChangeView
}

const sorts = [
  ['name', 'Name A–Z'],
  ['-name', 'Name Z–A'],
  ['email', 'Email A–Z'],
  ['-email', 'Email Z–A'],
  ['role', 'Role A–Z'],
  ['-role', 'Role Z–A'],
  ['-joined', 'Newest members'],
  ['joined', 'Oldest members'],
]

export function TeamFilters({ role, status, sort, roles, searching, change }: TeamFiltersProps) {
  return (
    <div className="people-filters" role="group" aria-label="Filter people">
      <select
        className="field"
        aria-label="Role"
        value={role ?? ''}
        onChange={({ currentTarget }) => change({ role: currentTarget.value || null })}
      >
        <option value="">Any role</option>
        {roles.map(({ key, name }) => (
          <option key={key} value={key}>
            {name}
          </option>
        ))}
      </select>
      <select
        className="field"
        aria-label="Status"
        value={status ?? ''}
        onChange={({ currentTarget }) =>
          change({ status: statuses.find((known) => known === currentTarget.value) ?? null })
        }
      >
        <option value="">Any status</option>
        {statuses.map((status) => (
          <option key={status} value={status}>
            {statusNames[status]}
          </option>
        ))}
      </select>
      {/* A phone shows no column heads. */}
      <select
        className="field people-filters__sort"
        aria-label="Sort by"
        value={sort ? writeSort(sort) : ''}
        onChange={({ currentTarget }) => change({ sort: readSort(currentTarget.value) })}
      >
        {searching && <option value="">Best match</option>}
        {sorts.map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </div>
  )
}
