import { Button } from '../shell/button.tsx'
import { Notice } from '../shell/notice.tsx'

export function OlderLeadsMissing({ onRetry }: { onRetry: () => void }) {
  return (
    <Notice
      tone="problem"
      title="Some leads could not be loaded"
      actions={<Button onClick={onRetry}>Try again</Button>}
    >
      Search, filter and count cover only the leads that have loaded. Check your connection and try again.
    </Notice>
  )
}
