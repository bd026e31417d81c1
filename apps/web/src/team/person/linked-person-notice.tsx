import { Button } from '../../shell/button.tsx'

type LinkedPersonNoticeProps = { orgName: string; onDismiss: () => void }

/** Shown when the address names a person who is not in the organization. */
export function LinkedPersonNotice({ orgName, onDismiss }: LinkedPersonNoticeProps) {
  return (
    <div className="banner" role="alert">
      <p>
        This link points to someone who isn’t in {orgName}. They may have left, or belong to another organization:
        switch to it and open the link again.
      </p>
      <Button small onClick={onDismiss}>
        Dismiss
      </Button>
    </div>
  )
}
