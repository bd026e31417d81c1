import { Button } from '../shell/button.tsx'
import { Notice } from '../shell/notice.tsx'

/** Replaces the grid if the organization has no leads or none match the view. */
export function NoLeads({ none, onShowAll }: { none: boolean; onShowAll: () => void }) {
  if (none) {
    return (
      <Notice title="There are no leads yet">Create the first one with “New lead”, then assign it to someone.</Notice>
    )
  }
  return (
    <Notice title="No lead matches" actions={<Button onClick={onShowAll}>Show all leads</Button>}>
      Try a shorter search, choose another assignee, or show all leads.
    </Notice>
  )
}
