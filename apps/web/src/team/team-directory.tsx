import type { User } from '@roster/api'
import { useCallback, useMemo, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import type { RowTarget } from '../grid/use-active-row.ts'
import { Banner } from '../shell/banner.tsx'
import { Button } from '../shell/button.tsx'
import { Page } from '../shell/page.tsx'
import { arrangePeople } from './view/arrange-people.ts'
import { countLabel } from './count-label.ts'
import { DownloadButton } from './csv/download-button.tsx'
import { MemberActions } from './member-actions.tsx'
import { nextSort } from './view/next-sort.ts'
import { Nobody } from './nobody.tsx'
import { peopleCsv } from './csv/people-csv.ts'
import { PeopleGrid } from './people-grid.tsx'
import { PeoplePrint } from './people-print.tsx'
import { PersonCard } from './person/person-card.tsx'
import { SearchField } from './view/search-field.tsx'
import { TeamFilters } from './view/team-filters.tsx'
import type { ReadyTeam } from './team.ts'
import type { SortKey } from './view/team-view.ts'
import { useQuery } from './view/use-query.ts'
import { useRoleNames } from './use-role-names.ts'
import { useTeamView } from './view/use-team-view.ts'

const byNameUp = { key: 'name', descending: false } as const
const noFilters = { role: null, status: null }

/** All people of the organization, with search, sort and filters, and a card for each person. */
export function TeamDirectory({ team }: { team: ReadyTeam }) {
  const { me, people, ranker, orgName, byId, memberOf } = team
  const [view, change] = useTeamView()
  const { query, given, typeQuery, giveQuery, addressQuery } = useQuery(view.query, change)
  const { roleName, roles } = useRoleNames(memberOf)
  const [target, setTarget] = useState<RowTarget | null>(null)
  const field = useRef<HTMLInputElement>(null)

  const { status, sort: chosen, person: openId } = view
  const role = roles.some(({ key }) => key === view.role) ? view.role : null
  const filtered = role !== null || status !== null
  const searching = query.trim() !== ''
  const sort = chosen ?? (searching ? null : byNameUp)
  const facts = useMemo(() => ({ memberOf, roleName }), [memberOf, roleName])
  const shown = useMemo(
    () => arrangePeople(ranker.rank(query), ranker.rank(''), { sort: chosen, role, status }, facts),
    [ranker, query, chosen, role, status, facts],
  )
  const open = openId === null ? undefined : byId.get(openId)

  const onSort = useCallback((key: SortKey) => change({ sort: nextSort(key, sort) }), [change, sort])
  const onOpen = useCallback(({ id }: User) => change({ person: id }), [change])

  function clear(part: Parameters<typeof change>[0]): void {
    change(part)
    field.current?.focus()
  }

  function close(): void {
    // Nothing behind the dialog can take the focus until it has closed.
    flushSync(() => change({ person: null }))
    if (open && shown.includes(open)) setTarget({ id: open.id })
    else field.current?.focus()
  }

  function goToMe(): void {
    if (!shown.some(({ id }) => id === me)) {
      giveQuery('')
      change({ query: '', ...noFilters })
    }
    setTarget({ id: me })
  }

  return (
    <Page
      title="Team"
      detail={orgName}
      actions={
        <>
          <DownloadButton
            orgName={orgName}
            shown={shown.length}
            all={people.length}
            csv={() => peopleCsv(shown, facts)}
          />
          <MemberActions />
        </>
      }
    >
      <div className="toolbar people-toolbar">
        <SearchField
          label={`Search the people of ${orgName}`}
          query={query}
          given={given}
          field={field}
          onChange={typeQuery}
          onBlur={addressQuery}
          onArrowDown={() => shown[0] && setTarget({ id: shown[0].id })}
        />
        <TeamFilters role={role} status={status} sort={sort} roles={roles} searching={searching} change={change} />
        {byId.has(me) && (
          <Button title="Go to your row" onClick={goToMe}>
            You
          </Button>
        )}
        <p className="toolbar__count" role="status">
          {countLabel(shown.length, people.length)}
        </p>
      </div>
      <Banner onDismiss={() => clear({ person: null })}>
        {openId !== null &&
          !open &&
          `This link points to someone who isn’t in ${orgName}. They may have left, or belong to another organization: switch to it and open the link again.`}
      </Banner>
      {shown.length > 0 ? (
        <PeopleGrid
          people={shown}
          team={team}
          roleName={roleName}
          sort={sort}
          order={JSON.stringify([query, chosen, role, status])}
          openId={openId}
          target={target}
          onSort={onSort}
          onOpen={onOpen}
        />
      ) : (
        <Nobody
          query={query}
          filtered={filtered}
          onClearQuery={() => {
            giveQuery('')
            clear({ query: '' })
          }}
          onClearFilters={() => clear(noFilters)}
        />
      )}
      {open && <PersonCard person={open} team={team} roleName={roleName} onClose={close} />}
      <PeoplePrint people={shown} facts={facts} />
    </Page>
  )
}
