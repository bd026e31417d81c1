import { useState } from 'react'
import { Button, Icon } from '../../shell/button.tsx'
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
