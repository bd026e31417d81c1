import type { Lead } from '../../../server/leads/leads-router.ts'
import { TeamMemberPicker } from '@roster/team-picker'
import { teamPickerProps } from '@roster/team-picker/team'
import { useEffect, useRef, useState } from 'react'
import type { ApiError } from '../../may-pass.ts'
import { Button } from '../../shell/button.tsx'
import { Dialog } from '../../shell/dialog.tsx'
import { fieldText } from '../../shell/field-text.ts'
import { useTeam } from '../../team/use-team.ts'
import { trpc } from '../../trpc.tsx'
import { departedMembers } from '../people/departed-members.ts'
import type { FormerMembers } from '../people/use-former-members.ts'
import { useLeadPages } from '../use-lead-pages.ts'
import { formProblem, type FormProblem } from './form-problem.ts'
import { TextField } from './text-field.tsx'

type LeadFormProps = {
  /** The lead as it was when the visitor began to edit; null for a new one, which can also be assigned. */
  lead: Lead | null
  former: FormerMembers
  onSaved: (lead: Lead) => void
  onDelete?: () => void
  onClose: () => void
}

const words = {
  create: { title: 'New lead', submit: 'Create lead', pending: 'Creating…' },
  edit: { title: 'Edit lead', submit: 'Save', pending: 'Saving…' },
}
const followers = { assignToMe: 'Add me' }
const NO_NAME: FormProblem = { field: 'name', text: 'A lead needs a name. Enter one, such as a person or a deal.' }

/** Creates or edits a lead. A problem is shown at its field, which gets the focus. */
export function LeadForm({ lead, former, onSaved, onDelete, onClose }: LeadFormProps) {
  const form = useRef<HTMLFormElement>(null)
  const people = teamPickerProps(useTeam())
  const pages = useLeadPages()
  const [problem, setProblem] = useState<FormProblem | null>(null)
  const onError = (error: ApiError) => setProblem(formProblem(error))
  const create = trpc.leads.create.useMutation({ onError, onSuccess: (saved) => pages.apply({ changed: [saved] }) })
  const edit = trpc.leads.edit.useMutation({ onError, onSuccess: (saved) => pages.change([saved]) })
  const busy = create.isPending || edit.isPending
  const { title, submit, pending } = lead ? words.edit : words.create
  const problemOf = (field: FormProblem['field']) => (problem?.field === field ? problem.text : null)
  useEffect(() => {
    if (problem) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
  }, [problem])

  function save(given: FormData): void {
    const values = {
      name: fieldText(given, 'name'),
      company: fieldText(given, 'company'),
      sharedWith: given.getAll('sharedWith').filter((id) => typeof id === 'string'),
    }
    setProblem(values.name === '' ? { ...NO_NAME } : null)
    if (values.name === '' || busy) return
    // Not called once the form is closed: by then another form or page may be open.
    const then = { onSuccess: onSaved }
    if (lead) edit.mutate({ leadId: lead.id, version: lead.version, ...values }, then)
    else create.mutate({ ...values, assigneeId: fieldText(given, 'assignee') || null }, then)
  }

  return (
    <Dialog title={title} onClose={onClose}>
      <form
        ref={form}
        className="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          save(new FormData(event.currentTarget))
        }}
      >
        <TextField label="Name" name="name" required defaultValue={lead?.name ?? ''} problem={problemOf('name')} />
        <TextField
          label="Company (optional)"
          name="company"
          defaultValue={lead?.company ?? ''}
          problem={problemOf('company')}
        />
        {!lead && (
          <TeamMemberPicker
            {...people}
            label="Assignee (optional)"
            name="assignee"
            allowUnassigned
            error={problemOf('assignee')}
          />
        )}
        <TeamMemberPicker
          {...people}
          multiple
          strings={followers}
          label="Shared with (optional)"
          name="sharedWith"
          description="They follow the lead along with its assignee."
          maxSelected={100}
          defaultValue={lead?.sharedWith ?? []}
          departed={departedMembers(former)}
          error={problemOf('sharedWith')}
        />
        <p role="alert" className="page__problem">
          {problemOf('form')}
        </p>
        <div className="form__actions">
          {onDelete && (
            <Button look="danger" className="lead-form__delete" onClick={onDelete}>
              Delete…
            </Button>
          )}
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary">
            {busy ? pending : submit}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
