import { useState } from 'react'
import { useApiFetch } from '../trpc.tsx'
import { downloadCsv } from './download-csv.ts'

type CsvState = 'idle' | 'busy' | 'failed'

/** Saves the whole list as a file; what went wrong stands beside the button. */
export function CsvButton({ orgName }: { orgName: string }) {
  const apiFetch = useApiFetch()
  const [state, setState] = useState<CsvState>('idle')
  return (
    <>
      <p role="status" className="page__problem">
        {state === 'failed' && 'The file could not be made. Check your connection and try again.'}
      </p>
      <button
        type="button"
        className="button"
        aria-disabled={state === 'busy'}
        onClick={() => {
          if (state === 'busy') return
          setState('busy')
          downloadCsv(apiFetch, orgName).then(
            () => setState('idle'),
            () => setState('failed'),
          )
        }}
      >
        <span className="icon" data-icon="download" />
        {state === 'busy' ? 'Preparing…' : 'Download CSV'}
      </button>
    </>
  )
}
