import type { Lead } from '../../../server/leads/leads-router.ts'
import { TeamMemberPicker } from '@roster/team-picker'
import { teamPickerProps } from '@roster/team-picker/team'
import { useEffect, useRef, type ReactNode } from 'react'
import { Button } from '../../shell/button.tsx'
import { Dialog } from '../../shell/dialog.tsx'
import { fieldText } from '../../shell/field-text.ts'
import { useTeam } from '../../team/use-team.ts'
import { departedMembers } from '../people/departed-members.ts'
import type { FormerMembers } from '../people/use-former-members.ts'
import type { FormProblem } from './form-problem.ts'
import { TextField } from './text-field.tsx'

export type LeadValues = { name: string; company: string; assigneeId: string | null; sharedWith: string[] }

type LeadFormProps = {
  title: string
  /** The lead to edit; the form for a new one also has an assignee. */
  lead: Lead | null
  former: FormerMembers
  problem: FormProblem | null
  /** The label of the save button. */
  submit: string
  onSubmit: (values: LeadValues) => void
  onClose: () => void
  /** Other actions on the lead. */
  children?: ReactNode
}

const followers = { assignToMe: 'Add me' }

/** The form of a new or edited lead. A problem is shown at its field, which gets the focus. */
export function LeadForm({ title, lead, former, problem, submit, onSubmit, onClose, children }: LeadFormProps) {
  const form = useRef<HTMLFormElement>(null)
  const people = teamPickerProps(useTeam())
  const problemOf = (field: FormProblem['field']) => (problem?.field === field ? problem.text : null)
  useEffect(() => {
    if (problem) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
  }, [problem])
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        ref={form}
        className="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          onSubmit(valuesOf(new FormData(event.currentTarget)))
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
          {children}
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary">
            {submit}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

function valuesOf(form: FormData): LeadValues {
  return {
    name: fieldText(form, 'name'),
    company: fieldText(form, 'company'),
    assigneeId: fieldText(form, 'assignee') || null,
    sharedWith: form.getAll('sharedWith').filter((id) => typeof id === 'string'),
  }
}
