import { Button } from '../shell/button.tsx'
import { Notice } from '../shell/notice.tsx'

type NobodyProps = { query: string; filtered: boolean; onClearQuery: () => void; onClearFilters: () => void }

/** Replaces the list if it has no one to show. */
export function Nobody({ query, filtered, onClearQuery, onClearFilters }: NobodyProps) {
  const typed = query.trim()
  if (typed === '' && !filtered) {
    return (
      <Notice title="No members yet">
        The organization has no members that Roster may show. Invite people in Clerk; they appear here within seconds.
      </Notice>
    )
  }
  return (
    <Notice
      title={typed === '' ? 'Nobody matches the filters' : `Nobody matches “${typed}”`}
      actions={
        <>
          {typed !== '' && <Button onClick={onClearQuery}>Clear search</Button>}
          {filtered && <Button onClick={onClearFilters}>Clear filters</Button>}
        </>
      }
    >
      {filtered
        ? 'Only people with the chosen role and status are shown. Clear the filters to see everyone.'
        : 'The search covers names, initials and email addresses. Try fewer letters or another spelling.'}
    </Notice>
  )
}
