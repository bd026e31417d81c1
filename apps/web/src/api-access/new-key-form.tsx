import { adviceAfter } from '../change-problem.ts'
import { Button } from '../shell/button.tsx'
import { fieldText } from '../shell/field-text.ts'
import { trpc } from '../trpc.tsx'

const lifetimes = [
  { days: 30, text: '30 days' },
  { days: 90, text: '90 days' },
  { days: 365, text: '1 year' },
  { days: null, text: 'Never' },
]

type NewKeyFormProps = { onCreated: (key: { name: string; secret: string }) => void }

export function NewKeyForm({ onCreated }: NewKeyFormProps) {
  const utils = trpc.useUtils()
  const create = trpc.apiKeys.create.useMutation({
    onSuccess: onCreated,
    // Also after an error, because the answer can be lost after the key was created.
    async onSettled() {
      // A first read that is still in flight may lack the key, and would not be repeated.
      await utils.apiKeys.list.cancel()
      await utils.apiKeys.list.invalidate()
    },
  })

  function submit(form: FormData): void {
    const expiresInDays = lifetimes[Number(fieldText(form, 'lifetime'))]?.days ?? null
    create.mutate({ name: fieldText(form, 'name'), expiresInDays })
  }

  return (
    <form
      className="panel key-form"
      onSubmit={(event) => {
        event.preventDefault()
        submit(new FormData(event.currentTarget))
      }}
    >
      <label className="key-form__name">
        <span className="label">Name of the key</span>
        <input
          className="field"
          name="name"
          required
          minLength={3}
          maxLength={100}
          pattern="(.*[\p{L}\p{N}\p{P}\p{S}]){3}.*"
          title="Use at least three characters"
          placeholder="For example: Nightly export"
          autoComplete="off"
        />
      </label>
      <label>
        <span className="label">Expires after</span>
        <select className="field" name="lifetime" defaultValue="1">
          {lifetimes.map(({ text }, index) => (
            <option key={text} value={index}>
              {text}
            </option>
          ))}
        </select>
      </label>
      <Button type="submit" look="primary" busy={create.isPending}>
        {create.isPending ? 'Creating…' : 'Create key'}
      </Button>
      <p role="alert" className="page__problem key-form__problem">
        {create.isError &&
          adviceAfter(
            create.error,
            'If the new key is in the list below, revoke it, because its secret can’t be shown any more. Then try again.',
          )}
      </p>
    </form>
  )
}
