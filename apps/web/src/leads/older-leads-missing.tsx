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
      Search, filter and count cover only the leads that have loaded. Check your connection and try again.
    </Notice>
  )
}
