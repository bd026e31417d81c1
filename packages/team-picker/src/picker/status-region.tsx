import { useEffect, useState } from 'react'

// Long enough that a screen reader speaks the result of a word and not of each of its letters.
const quietMs = 200

/** Tells screen readers what changed. Stays mounted: a live region that appears with its text is not read. */
export function StatusRegion({ message }: { readonly message: string }) {
  const [spoken, setSpoken] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setSpoken(message), quietMs)
    return () => clearTimeout(timer)
  }, [message])
  return (
    // Not an <output>: a form reset would empty it.
    <div role="status" className="roster-picker__spoken">
      {spoken}
    </div>
  )
}
