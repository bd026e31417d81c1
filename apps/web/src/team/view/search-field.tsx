import { startTransition, useLayoutEffect, type RefObject } from 'react'
import { useFindShortcut } from './use-find-shortcut.ts'

type SearchFieldProps = {
  label: string
  query: string
  /** Changes with each query that was not typed here. */
  given: number
  field: RefObject<HTMLInputElement | null>
  onChange: (query: string) => void
  onBlur: () => void
  onArrowDown: () => void
}

/** The browser draws what is typed, without a render; the list follows once that is painted. */
export function SearchField({ label, query, given, field, onChange, onBlur, onArrowDown }: SearchFieldProps) {
  const hint = useFindShortcut(field)
  useLayoutEffect(() => {
    if (field.current) field.current.value = query
    // oxlint-disable-next-line react/exhaustive-deps -- a query that was typed may be older than what the field shows
  }, [given, field])
  return (
    <div className="people-search toolbar__search">
      <input
        ref={field}
        type="search"
        className="field"
        aria-label={label}
        placeholder="Search name or email"
        // It is in the address, too, which a server does not take at any length.
        maxLength={500}
        autoComplete="off"
        spellCheck={false}
        defaultValue={query}
        onInput={({ currentTarget: { value } }) => afterPaint(() => startTransition(() => onChange(value)))}
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

function afterPaint(work: () => void): void {
  requestAnimationFrame(() => setTimeout(work))
}
