import type { PickerStatus } from './picker-props.ts'
import type { PickerStrings } from './picker-strings.ts'

type PickerNoticeProps = {
  readonly id: string
  readonly status: PickerStatus
  readonly strings: PickerStrings
  readonly onRetry: (() => void) | undefined
}

/** Explains why nobody can be picked. */
export function noticeText(status: PickerStatus, strings: PickerStrings): string {
  if (status === 'error') return strings.error
  if (status === 'signed-out') return strings.signedOut
  if (status === 'no-organization') return strings.noOrganization
  return ''
}

export function PickerNotice({ id, status, strings, onRetry }: PickerNoticeProps) {
  const text = noticeText(status, strings)
  if (text === '') return null
  return (
    <p className="roster-picker__notice" data-status={status}>
      <span id={id}>{text}</span>
      {status === 'error' && onRetry !== undefined && (
        <button type="button" className="roster-picker__retry" onClick={onRetry}>
          {strings.retry}
        </button>
      )}
    </p>
  )
}
