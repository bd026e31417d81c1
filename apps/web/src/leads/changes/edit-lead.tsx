import type { Lead } from '../../../server/leads/leads-router.ts'
import { trpc } from '../../trpc.tsx'
import type { FormerMembers } from '../people/use-former-members.ts'
import { useLeadPages } from '../use-lead-pages.ts'
import { formProblem } from './form-problem.ts'
import { LeadForm } from './lead-form.tsx'
import { useFormProblem } from './use-form-problem.ts'

type EditLeadProps = {
  /** The lead as it was when the visitor began to edit. */
  lead: Lead
  former: FormerMembers
  onEdited: (lead: Lead) => void
  onDelete: () => void
  onClose: () => void
}

export function EditLead({ lead, former, onEdited, onDelete, onClose }: EditLeadProps) {
  const pages = useLeadPages()
  const { problem, setProblem, check } = useFormProblem()
  const edit = trpc.leads.edit.useMutation({
    onSuccess(edited) {
      pages.apply({ changed: [edited] })
      onEdited(edited)
    },
    onError: (error) => setProblem(formProblem(error)),
  })
  return (
    <LeadForm
      title="Edit lead"
      lead={lead}
      former={former}
      problem={problem}
      submit={edit.isPending ? 'Saving…' : 'Save'}
      onSubmit={({ name, company, sharedWith }) => {
        const { id: leadId, version } = lead
        if (check({ name }) && !edit.isPending) {
          edit.mutate({ leadId, version, name, company, sharedWith })
        }
      }}
      onClose={onClose}
    >
      <button type="button" className="button button--danger lead-form__delete" onClick={onDelete}>
        Delete…
      </button>
    </LeadForm>
  )
}
