import { useState } from 'react'
import { DownloadDialog } from './download-dialog.tsx'

type DownloadButtonProps = { orgName: string; shown: number; all: number; csv: () => string }

export function DownloadButton(props: DownloadButtonProps) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <button type="button" className="button" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <span className="icon" data-icon="download" />
        Download CSV
      </button>
      {open && <DownloadDialog {...props} onClose={() => setOpen(false)} />}
    </>
  )
}
