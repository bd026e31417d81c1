import { startTransition, useState, type RefObject } from 'react'
import { useFindShortcut } from './use-find-shortcut.ts'

type SearchFieldProps = {
  label: string
  query: string
  field: RefObject<HTMLInputElement | null>
  onChange: (query: string) => void
  onBlur: () => void
  onArrowDown: () => void
}

/** Shows typed text at once, and updates the list at a lower priority. */
export function SearchField({ label, query, field, onChange, onBlur, onArrowDown }: SearchFieldProps) {
  const [typed, setTyped] = useState(query)
  const [reported, setReported] = useState(query)
  const hint = useFindShortcut(field)
  if (query !== reported) {
    setReported(query)
    setTyped(query)
  }
  return (
    <div className="people-search">
      <input
        ref={field}
        type="search"
        className="field"
        aria-label={label}
        placeholder="Search name or email"
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={({ currentTarget: { value } }) => {
          setTyped(value)
          startTransition(() => {
            setReported(value)
            onChange(value)
          })
        }}
        onBlur={onBlur}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' || event.nativeEvent.isComposing) return
          event.preventDefault()
          onArrowDown()
        }}
      />
      <p role="status" className="people-search__hint">
        {hint}
      </p>
    </div>
  )
}
