import type { Lead } from '../../../server/leads/leads-router.ts'
import { useState } from 'react'
import type { ApiError } from '../../may-pass.ts'
import { Button } from '../../shell/button.tsx'
import { trpc } from '../../trpc.tsx'
import type { FormerMembers } from '../people/use-former-members.ts'
import { useLeadPages } from '../use-lead-pages.ts'
import { formProblem, type FormProblem } from './form-problem.ts'
import { LeadForm, type LeadValues } from './lead-form.tsx'

type SaveLeadProps = {
  /** The lead as it was when the visitor began to edit; null for a new one. */
  lead: Lead | null
  former: FormerMembers
  onSaved: (lead: Lead) => void
  onDelete?: () => void
  onClose: () => void
}

const words = {
  create: { title: 'New lead', submit: 'Create lead', isPending: 'Creating…' },
  edit: { title: 'Edit lead', submit: 'Save', isPending: 'Saving…' },
}
const NO_NAME: FormProblem = { field: 'name', text: 'A lead needs a name. Enter one, such as a person or a deal.' }

/** Creates or edits a lead. */
export function SaveLead({ lead, former, onSaved, onDelete, onClose }: SaveLeadProps) {
  const pages = useLeadPages()
  const [problem, setProblem] = useState<FormProblem | null>(null)
  const done = {
    onSuccess(saved: Lead) {
      pages.apply({ changed: [saved] })
      onSaved(saved)
    },
    onError: (error: ApiError) => setProblem(formProblem(error)),
  }
  const create = trpc.leads.create.useMutation(done)
  const edit = trpc.leads.edit.useMutation(done)
  const { title, submit, isPending } = lead ? words.edit : words.create

  function save({ name, company, assigneeId, sharedWith }: LeadValues): void {
    setProblem(name === '' ? { ...NO_NAME } : null)
    if (name === '' || create.isPending || edit.isPending) return
    if (lead) edit.mutate({ leadId: lead.id, version: lead.version, name, company, sharedWith })
    else create.mutate({ name, company, assigneeId, sharedWith })
  }

  return (
    <LeadForm
      title={title}
      lead={lead}
      former={former}
      problem={problem}
      submit={create.isPending || edit.isPending ? isPending : submit}
      onSubmit={save}
      onClose={onClose}
    >
      {onDelete && (
        <Button look="danger" className="lead-form__delete" onClick={onDelete}>
          Delete…
        </Button>
      )}
    </LeadForm>
  )
}
