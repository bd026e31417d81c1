import type { Lead } from '../../../server/leads/leads-router.ts'
import { Button } from '../../shell/button.tsx'
import { Dialog } from '../../shell/dialog.tsx'
import { isRefusal } from '../../change-problem.ts'
import { leadAdvice } from './lead-problem.ts'
import { useManyLeads } from './use-many-leads.ts'

type DeleteDialogProps = {
  leads: readonly Lead[]
  /** Called with the number of leads that were skipped because somebody else had changed them. */
  onDeleted: (kept: number) => void
  onClose: () => void
}

/** Asks for confirmation before leads are deleted, because that cannot be undone. */
export function DeleteDialog({ leads, onDeleted, onClose }: DeleteDialogProps) {
  const { remove } = useManyLeads()
  const [first] = leads
  const what = leads.length === 1 && first ? `“${first.name}”` : `${leads.length} leads`
  return (
    <Dialog title={`Delete ${what}?`} onClose={onClose}>
      <div className="form">
        <p>This deletes {leads.length === 1 ? 'it' : 'them'} for everyone in the organization. You can’t undo this.</p>
        <p role="alert" className="page__problem">
          {remove.isError && `${isRefusal(remove.error) ? `Couldn’t delete ${what}. ` : ''}${leadAdvice(remove.error)}`}
        </p>
        <div className="form__actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button look="danger" busy={remove.isPending} onClick={() => remove.mutate(leads, { onSuccess: onDeleted })}>
            {remove.isPending ? 'Deleting…' : 'Delete'}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
