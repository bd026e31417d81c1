import { useState } from 'react'
import { Button } from '../../shell/button.tsx'
import { trpc } from '../../trpc.tsx'
import type { Assignee } from '../people/assignee.ts'
import { HandOverDialog } from './hand-over-dialog.tsx'
import { leadAdvice } from './lead-problem.ts'

type ReassignAllProps = {
  /** A person who can no longer work on leads. */
  from: Assignee
  /** The number of their leads. */
  count: number
  onReassigned: (to: string) => void
}

const words = { Left: 'left', Deleted: 'was deleted', Deactivated: 'was deactivated' }

/** Offers to reassign all leads of a person who can no longer work on them. */
export function ReassignAll({ from, count, onReassigned }: ReassignAllProps) {
  const [isOpen, setOpen] = useState(false)
  const utils = trpc.useUtils()
  const reassign = trpc.leads.reassign.useMutation({
    onSettled: () => utils.leads.changes.invalidate(),
  })
  const leads = count === 1 ? '1 lead' : `${count} leads`
  return (
    <div className="lead-bar" role="group" aria-label={`Leads of ${from.name}`}>
      <p>
        <bdi>{from.name}</bdi> {from.gone ? words[from.gone] : 'isn’t in this organization'} and still has {leads}.
      </p>
      <Button onClick={() => setOpen(true)}>Reassign all…</Button>
      {isOpen && (
        <HandOverDialog
          title={`Reassign ${leads} of ${from.name}`}
          problem={reassign.isError ? leadAdvice(reassign.error) : null}
          isPending={reassign.isPending}
          onConfirm={(to) => reassign.mutate({ from: from.id, to }, { onSuccess: () => onReassigned(to) })}
          onClose={() => {
            setOpen(false)
            // Neither its problem nor its success concerns what is open later.
            reassign.reset()
          }}
        >
          All of their leads are reassigned to one person at once, including old ones.
        </HandOverDialog>
      )}
    </div>
  )
}
