import type { Lead } from '../../server/leads/leads-router.ts'
import { useState } from 'react'
import { Dialog } from '../shell/dialog.tsx'
import type { ApiError } from '../may-pass.ts'
import { fieldText } from '../shell/field-text.ts'
import { trpc } from '../trpc.tsx'

/** The button for a new lead, and its form. */
export function NewLead({ onCreated }: { onCreated: (lead: Lead) => void }) {
  const [open, setOpen] = useState(false)
  const utils = trpc.useUtils()
  const create = trpc.leads.create.useMutation({
    onSuccess(lead) {
      utils.leads.list.setInfiniteData({}, (data) => {
        const [first, ...older] = data?.pages ?? []
        return data && first && { ...data, pages: [{ ...first, leads: [lead, ...first.leads] }, ...older] }
      })
      setOpen(false)
      onCreated(lead)
    },
  })

  function submit(form: FormData): void {
    const name = fieldText(form, 'name')
    if (name !== '' && !create.isPending) create.mutate({ name, company: fieldText(form, 'company') })
  }

  return (
    <>
      <button type="button" className="button button--primary" onClick={() => setOpen(true)}>
        <span className="icon" data-icon="plus" />
        New lead
      </button>
      {open && (
        <Dialog title="New lead" onClose={() => setOpen(false)}>
          <form
            className="form"
            onSubmit={(event) => {
              event.preventDefault()
              submit(new FormData(event.currentTarget))
            }}
          >
            <label>
              <span className="label">Name</span>
              <input className="field" name="name" required maxLength={200} autoComplete="off" />
            </label>
            <label>
              <span className="label">Company (optional)</span>
              <input className="field" name="company" maxLength={200} autoComplete="off" />
            </label>
            <p role="alert" className="page__problem">
              {create.error && problemOf(create.error)}
            </p>
            <div className="form__actions">
              <button type="button" className="button" onClick={() => setOpen(false)}>
                Cancel
              </button>
              <button type="submit" className="button button--primary" aria-disabled={create.isPending}>
                {create.isPending ? 'Creating…' : 'Create lead'}
              </button>
            </div>
          </form>
        </Dialog>
      )}
    </>
  )
}

function problemOf({ data, message }: Pick<ApiError, 'data' | 'message'>): string {
  const advice = data?.code === 'VALIDATION_ERROR' ? message : 'Check your connection and try again'
  return `The lead was not created, so nothing has changed. ${advice}.`
}
