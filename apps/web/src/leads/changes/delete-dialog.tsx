import type { Lead } from '../../../server/leads/leads-router.ts'
import { Dialog } from '../../shell/dialog.tsx'
import { adviceAfter } from './lead-problem.ts'
import { useManyLeads } from './use-many-leads.ts'

type DeleteDialogProps = {
  leads: readonly Lead[]
  /** Called with how many stayed, because somebody else had changed them. */
  onDeleted: (kept: number) => void
  onClose: () => void
}

/** Asks before leads are deleted: they can't be brought back. */
export function DeleteDialog({ leads, onDeleted, onClose }: DeleteDialogProps) {
  const { remove } = useManyLeads()
  const [first] = leads
  const what = leads.length === 1 && first ? `“${first.name}”` : `${leads.length} leads`
  return (
    <Dialog title={`Delete ${what}?`} onClose={onClose}>
      <div className="form">
        <p>Everybody in the organization loses {leads.length === 1 ? 'it' : 'them'}. This can’t be undone.</p>
        <p role="alert" className="page__problem">
          {remove.isError && `Couldn’t delete ${what}. ${adviceAfter(remove.error)}`}
        </p>
        <div className="form__actions">
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button
            type="button"
            className="button button--danger"
            aria-disabled={remove.isPending}
            onClick={() => {
              if (!remove.isPending) remove.mutate(leads, { onSuccess: onDeleted })
            }}
          >
            {remove.isPending ? 'Deleting…' : 'Delete'}
          </button>
        </div>
      </div>
    </Dialog>
  )
}
