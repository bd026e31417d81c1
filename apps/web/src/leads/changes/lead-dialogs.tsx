import type { Lead } from '../../../server/leads/leads-router.ts'
import type { FormerMembers } from '../people/use-former-members.ts'
import { AssignMany } from './assign-many.tsx'
import { DeleteDialog } from './delete-dialog.tsx'
import { LeadForm } from './lead-form.tsx'

/** The change that the visitor is making, with the leads as they were when it began. */
export type LeadTask =
  | { kind: 'create' }
  | { kind: 'edit'; lead: Lead }
  | { kind: 'delete' | 'assign'; leads: readonly Lead[] }

type LeadDialogsProps = {
  task: LeadTask
  former: FormerMembers
  onTask: (task: LeadTask | null) => void
  /** Called with the lead that was saved. */
  onWritten: (lead: Lead) => void
  /** Called after many leads were deleted or assigned, with the number of those that were not. */
  onDone: (leads: readonly Lead[], kept: number) => void
}

export function LeadDialogs({ task, former, onTask, onWritten, onDone }: LeadDialogsProps) {
  const close = () => onTask(null)
  switch (task.kind) {
    case 'create':
      return <LeadForm lead={null} former={former} onSaved={onWritten} onClose={close} />
    case 'edit': {
      const { lead } = task
      const onDelete = () => onTask({ kind: 'delete', leads: [lead] })
      return <LeadForm lead={lead} former={former} onSaved={onWritten} onDelete={onDelete} onClose={close} />
    }
    case 'delete': {
      const { leads } = task
      return <DeleteDialog leads={leads} onDeleted={(kept) => onDone(leads, kept)} onClose={close} />
    }
    case 'assign': {
      const { leads } = task
      return <AssignMany leads={leads} onAssigned={(kept) => onDone(leads, kept)} onClose={close} />
    }
  }
}
