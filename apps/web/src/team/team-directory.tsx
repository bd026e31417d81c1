import { useDeferredValue, useState } from 'react'
import { Page } from '../shell/page.tsx'
import { Notice } from '../shell/notice.tsx'
import { countLabel } from './count-label.ts'
import { CsvButton } from './csv-button.tsx'
import { LinkedPersonNotice } from './linked-person-notice.tsx'
import { PeopleGrid } from './people-grid.tsx'
import type { ReadyTeam } from './team.ts'
import { useLinkedPerson } from './use-linked-person.ts'

/** Everybody of the organization, to search and to link to. */
export function TeamDirectory({ team }: { team: ReadyTeam }) {
  const { people, ranker, orgName, byId } = team
  const [query, setQuery] = useState('')
  const searched = useDeferredValue(query)
  const found = ranker.rank(searched)
  const linked = useLinkedPerson(byId)

  return (
    <Page title="Team" detail={orgName} actions={<CsvButton orgName={orgName} />}>
      <div className="toolbar">
        <input
          type="search"
          className="field toolbar__search"
          aria-label={`Search the people of ${orgName}`}
          placeholder="Search name or email"
          autoComplete="off"
          spellCheck={false}
          value={query}
          onChange={({ currentTarget }) => setQuery(currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'ArrowDown' || !found[0]) return
            event.preventDefault()
            linked.goTo(found[0].id)
          }}
        />
        <p className="toolbar__count" role="status">
          {countLabel(found.length, people.length)}
        </p>
      </div>
      <LinkedPersonNotice linked={linked} orgName={orgName} />
      {found.length > 0 ? (
        <PeopleGrid people={found} team={team} linked={linked} />
      ) : (
        <Nobody query={searched} onClear={() => setQuery('')} />
      )}
    </Page>
  )
}

function Nobody({ query, onClear }: { query: string; onClear: () => void }) {
  if (query.trim() === '') {
    return (
      <Notice title="No members yet">
        The organization has no members that Roster may show. Invite people in Clerk; they appear here within seconds.
      </Notice>
    )
  }
  return (
    <Notice
      title={`Nobody matches “${query.trim()}”`}
      actions={
        <button type="button" className="button" onClick={onClear}>
          Clear search
        </button>
      }
    >
      The search looks at names, initials and email addresses. Try fewer letters or another spelling.
    </Notice>
  )
}
