import type { Lead } from '../../../server/leads/leads-router.ts'
import { trpc } from '../../trpc.tsx'
import type { FormerMembers } from '../people/use-former-members.ts'
import { useLeadPages } from '../use-lead-pages.ts'
import { formProblem } from './form-problem.ts'
import { LeadForm } from './lead-form.tsx'
import { useFormProblem } from './use-form-problem.ts'

type NewLeadProps = { former: FormerMembers; onCreated: (lead: Lead) => void; onClose: () => void }

export function NewLead({ former, onCreated, onClose }: NewLeadProps) {
  const pages = useLeadPages()
  const { problem, setProblem, check } = useFormProblem()
  const create = trpc.leads.create.useMutation({
    onSuccess(lead) {
      pages.apply({ changed: [lead] })
      onCreated(lead)
    },
    onError: (error) => setProblem(formProblem(error)),
  })
  return (
    <LeadForm
      title="New lead"
      former={former}
      problem={problem}
      submit={create.isPending ? 'Creating…' : 'Create lead'}
      onSubmit={(values) => {
        if (check(values) && !create.isPending) create.mutate(values)
      }}
      onClose={onClose}
    />
  )
}
