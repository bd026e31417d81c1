import type { RefObject } from 'react'
import { countLabel } from '../../team/count-label.ts'
import type { Team } from '../../team/team.ts'
import type { FormerMembers } from '../people/use-former-members.ts'
import { LeadFilterBar } from './lead-filter-bar.tsx'
import { leadSorts, type LeadView } from './lead-view.ts'

type LeadToolbarProps = {
  team: Team
  former: FormerMembers
  view: LeadView
  onChange: (change: Partial<LeadView>) => void
  onType: (query: string) => void
  onBlur: () => void
  search: RefObject<HTMLInputElement | null>
  /** Moves the focus from the search field to the first lead. */
  onDown: () => void
  shown: number
  all: number
}

const titles = { newest: 'Newest first', name: 'By name', assignee: 'By assignee' }

export function LeadToolbar({
  team,
  former,
  view,
  onChange,
  onType,
  onBlur,
  search,
  onDown,
  shown,
  all,
}: LeadToolbarProps) {
  return (
    <div className="toolbar lead-toolbar">
      <input
        ref={search}
        type="search"
        className="field toolbar__search"
        aria-label="Search leads"
        placeholder="Search leads"
        // It is in the address, too, which a server does not take at any length.
        maxLength={500}
        autoComplete="off"
        spellCheck={false}
        value={view.query}
        onChange={({ currentTarget }) => onType(currentTarget.value)}
        onBlur={onBlur}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' || event.nativeEvent.isComposing) return
          event.preventDefault()
          onDown()
        }}
      />
      <LeadFilterBar team={team} former={former} filter={view.filter} onChange={(filter) => onChange({ filter })} />
      <select
        className="field lead-sort"
        aria-label="Sort by"
        value={view.sort}
        onChange={({ currentTarget }) => {
          const sort = leadSorts.find((one) => one === currentTarget.value)
          if (sort) onChange({ sort })
        }}
      >
        {leadSorts.map((sort) => (
          <option key={sort} value={sort}>
            {titles[sort]}
          </option>
        ))}
      </select>
      <p className="toolbar__count" role="status">
        {countLabel(shown, all, 'lead', 'leads')}
      </p>
    </div>
  )
}
