import { useId } from 'react'

type TextFieldProps = {
  label: string
  name: string
  defaultValue: string
  required?: boolean
  /** The problem with its value. */
  problem: string | null
}

/** A text field of a form, with its problem below. */
export function TextField({ label, name, defaultValue, required = false, problem }: TextFieldProps) {
  const id = useId()
  return (
    <div>
      <label className="label" htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        className="field"
        name={name}
        defaultValue={defaultValue}
        maxLength={200}
        autoComplete="off"
        aria-required={required}
        aria-invalid={problem !== null}
        aria-describedby={problem === null ? undefined : `${id}-problem`}
      />
      {problem !== null && (
        <p id={`${id}-problem`} className="field-problem">
          {problem}
        </p>
      )}
    </div>
  )
}
