import { adviceAfter } from '../change-problem.ts'
import { Button } from '../shell/button.tsx'
import { Dialog } from '../shell/dialog.tsx'
import { trpc } from '../trpc.tsx'
import type { ApiKey } from './key-state.ts'

/** Asks for confirmation before a key is revoked, because that cannot be undone. */
export function RevokeDialog({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const utils = trpc.useUtils()
  const revoke = trpc.apiKeys.revoke.useMutation({
    // Also after an error, because the answer can be lost after the key was revoked.
    onSettled: () => utils.apiKeys.list.invalidate(),
  })
  return (
    <Dialog title={`Revoke “${apiKey.name}”?`} onClose={onClose}>
      <div className="form">
        <p>Anything that uses this key stops working within 30 seconds. You can’t undo this.</p>
        <p role="alert" className="page__problem">
          {revoke.isError && adviceAfter(revoke.error, 'The key may still work: try again in a moment.')}
        </p>
        <div className="form__actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="danger"
            busy={revoke.isPending}
            // Not called once this dialog is closed: by then one for another key may be open.
            onClick={() => revoke.mutate({ id: apiKey.id }, { onSuccess: onClose })}
          >
            {revoke.isPending ? 'Revoking…' : 'Revoke key'}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
