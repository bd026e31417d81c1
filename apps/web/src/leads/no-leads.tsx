import { Notice } from '../shell/notice.tsx'

/** What stands in the place of the grid, where the organization has no leads or the view shows none. */
export function NoLeads({ none, onShowAll }: { none: boolean; onShowAll: () => void }) {
  if (none) {
    return (
      <Notice title="There are no leads yet">Create the first one with “New lead”, then assign it to somebody.</Notice>
    )
  }
  return (
    <Notice
      title="No lead matches"
      actions={
        <button type="button" className="button" onClick={onShowAll}>
          Show all leads
        </button>
      }
    >
      Try fewer letters, choose somebody else, or look at all leads.
    </Notice>
  )
}
