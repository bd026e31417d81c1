import { useState } from 'react'
import { Button } from '../../shell/button.tsx'
import { Icon } from '../../shell/icon.tsx'
import { DownloadDialog } from './download-dialog.tsx'

type DownloadButtonProps = { orgName: string; shown: number; all: number; csv: () => string }

export function DownloadButton(props: DownloadButtonProps) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <Icon name="download" />
        Download CSV
      </Button>
      {open && <DownloadDialog {...props} onClose={() => setOpen(false)} />}
    </>
  )
}
