import { useEffect, useState } from 'react'

type CopyButtonProps = {
  label: string
  text: () => string
  tabIndex?: number
  /** Shows the label instead of a symbol. */
  wide?: boolean
}

const shownFor = 2_000
const results = { copied: 'Copied', failed: 'Couldn’t copy' } as const

/** Copies a text, and shows whether that worked. */
export function CopyButton({ label, text, tabIndex, wide = false }: CopyButtonProps) {
  const [result, setResult] = useState<keyof typeof results | null>(null)
  useEffect(() => {
    if (result === null) return
    const timer = setTimeout(() => setResult(null), shownFor)
    return () => clearTimeout(timer)
  }, [result])
  const said = result === null ? '' : results[result]
  return (
    <span className="copy">
      <button
        type="button"
        className={wide ? 'button' : 'icon-button'}
        aria-label={wide ? undefined : label}
        title={wide ? undefined : label}
        tabIndex={tabIndex}
        onClick={() => {
          copy(text()).then(
            () => setResult('copied'),
            () => setResult('failed'),
          )
        }}
      >
        {wide ? said || label : <span className="icon" data-icon={result === 'copied' ? 'check' : 'link'} />}
      </button>
      <span role="status" className={result === 'failed' && !wide ? 'copy__said' : 'visually-hidden'}>
        {said}
      </span>
    </span>
  )
}

// Rejects where the browser has no clipboard for pages: over plain http.
async function copy(text: string): Promise<void> {
  await navigator.clipboard.writeText(text)
}
