type LinkedPersonNoticeProps = { orgName: string; onDismiss: () => void }

/** Says so when the address names somebody whom the organization does not have. */
export function LinkedPersonNotice({ orgName, onDismiss }: LinkedPersonNoticeProps) {
  return (
    <div className="banner" role="alert">
      <p>
        This link points to someone who isn’t in {orgName}. They may have left, or belong to another organization:
        switch to it and open the link again.
      </p>
      <button type="button" className="button button--small" onClick={onDismiss}>
        Dismiss
      </button>
    </div>
  )
}
