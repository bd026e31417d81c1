import type { Lead } from '../../../server/leads/leads-router.ts'
import { HandOverDialog } from './hand-over-dialog.tsx'
import { leadAdvice } from './lead-problem.ts'
import { useManyLeads } from './use-many-leads.ts'

type AssignManyProps = {
  leads: readonly Lead[]
  /** Called with the number of leads that were skipped because somebody else had changed them. */
  onAssigned: (kept: number) => void
  onClose: () => void
}

export function AssignMany({ leads, onAssigned, onClose }: AssignManyProps) {
  const { assign } = useManyLeads()
  const what = leads.length === 1 ? '1 lead' : `${leads.length} leads`
  return (
    <HandOverDialog
      title={`Assign ${what}`}
      problem={assign.isError ? leadAdvice(assign.error) : null}
      isPending={assign.isPending}
      onConfirm={(assigneeId) => assign.mutate({ leads, assigneeId }, { onSuccess: onAssigned })}
      onClose={onClose}
    >
      The new assignee replaces whoever has them now.
    </HandOverDialog>
  )
}
