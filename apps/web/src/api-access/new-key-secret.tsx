import { useEffect, useRef } from 'react'
import { Button } from '../shell/button.tsx'
import { CopyButton } from '../shell/copy-button.tsx'

type NewKeySecretProps = { name: string; secret: string; onDone: () => void }

/** Shows a key's secret, once: it is not stored anywhere. */
export function NewKeySecret({ name, secret, onDone }: NewKeySecretProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  const curl = `curl -H 'Authorization: Bearer ${secret}' '${location.origin}/api/v1/entities/users'`
  return (
    <section className="panel key-secret" aria-labelledby="key-secret">
      <h2 id="key-secret" ref={heading} tabIndex={-1}>
        Copy the key “{name}” now
      </h2>
      <p>
        You won’t be able to see it again. Anyone with this key can read your organization’s people, so store it like a
        password.
      </p>
      <CopyLine label="Key" text={secret} />
      <CopyLine label="Command" text={curl} />
      <div className="form__actions">
        <Button look="primary" onClick={onDone}>
          I’ve copied it
        </Button>
      </div>
    </section>
  )
}

function CopyLine({ label, text }: { label: string; text: string }) {
  return (
    <div className="copy-line">
      <label>
        <span className="label">{label}</span>
        <input className="field" readOnly value={text} onFocus={({ currentTarget }) => currentTarget.select()} />
      </label>
      <CopyButton label={`Copy ${label.toLowerCase()}`} text={text} />
    </div>
  )
}
