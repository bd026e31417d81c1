import { useEffect, useState } from 'react'
import { Button } from './button.tsx'

const SHOWN_MS = 2_000

/** Copies a text, and shows whether that worked. */
export function CopyButton({ label, text }: { label: string; text: string }) {
  const [said, setSaid] = useState('')
  useEffect(() => {
    if (said === '') return
    const timer = setTimeout(() => setSaid(''), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [said])
  return (
    <span className="copy">
      <Button
        onClick={() => {
          copy(text).then(
            () => setSaid('Copied'),
            () => setSaid('Couldn’t copy'),
          )
        }}
      >
        {said || label}
      </Button>
      <span role="status" className="visually-hidden">
        {said}
      </span>
    </span>
  )
}

// Rejects where the browser has no clipboard for pages: over plain http.
async function copy(text: string): Promise<void> {
  await navigator.clipboard.writeText(text)
}
