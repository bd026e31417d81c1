import type { ReactNode } from 'react'

type FieldNoteProps = { readonly id: string; readonly isProblem?: boolean; readonly children: ReactNode }

/** A line below the field that describes it; nothing without a text. */
export function FieldNote({ id, isProblem = false, children }: FieldNoteProps) {
  if (!children) return null
  return (
    <p id={id} className="roster-picker__notice" data-status={isProblem ? 'error' : undefined}>
      {children}
    </p>
  )
}
