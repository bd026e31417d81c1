import { useEffect, useState } from 'react'

// Long enough that a screen reader announces the result of a word and not of each letter.
const quietMs = 200

/** Announces changes to screen readers. It stays mounted: a live region that is inserted with its text is not announced. */
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
