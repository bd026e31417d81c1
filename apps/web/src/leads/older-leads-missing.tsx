import { Notice } from '../shell/notice.tsx'

export function OlderLeadsMissing({ onRetry }: { onRetry: () => void }) {
  return (
    <Notice
      tone="problem"
      title="Some leads could not be loaded"
      actions={
        <button type="button" className="button" onClick={onRetry}>
          Try again
        </button>
      }
    >
      The search, the filter and the count are about the leads that are here. Check your connection and try again.
    </Notice>
  )
}
