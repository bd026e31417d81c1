import { useMutation } from '@tanstack/react-query'
import type { ApiFetch } from '../../api-fetch.ts'
import { Button } from '../../shell/button.tsx'
import { Dialog } from '../../shell/dialog.tsx'
import { useApiFetch } from '../../trpc.tsx'
import { countLabel } from '../count-label.ts'
import { csvFileName } from './csv-file-name.ts'

type DownloadDialogProps = {
  orgName: string
  shown: number
  all: number
  /** Returns the file of the people shown. */
  csv: () => string
  onClose: () => void
}

/** Offers two files: one for spreadsheets with the people shown, and one for programs with everyone. */
export function DownloadDialog({ orgName, shown, all, csv, onClose }: DownloadDialogProps) {
  const apiFetch = useApiFetch()
  const allFields = useMutation({ mutationFn: () => fetchCsv(apiFetch) })
  const fileName = (of: string): string => csvFileName(of, new Date())

  function saveAllFields(): void {
    allFields.mutate(undefined, {
      // Not called once the dialog is closed: who cancels gets no file.
      onSuccess(file) {
        saveFile(file, fileName(`${orgName} all fields`))
        onClose()
      },
    })
  }

  return (
    <Dialog title="Download CSV" onClose={onClose}>
      <ul className="downloads">
        <li>
          <p id="download-people">
            <strong>For a spreadsheet</strong> Name, email, role and joined of the people shown:{' '}
            {countLabel(shown, all)}.
          </p>
          <Button
            look="primary"
            aria-describedby="download-people"
            onClick={() => {
              saveFile(new Blob([csv()], { type: 'text/csv;charset=utf-8' }), fileName(orgName))
              onClose()
            }}
          >
            Download people
          </Button>
        </li>
        <li>
          <p id="download-fields">
            <strong>For a program</strong> Every field of everyone, as the API returns it.
          </p>
          <Button aria-describedby="download-fields" busy={allFields.isPending} onClick={saveAllFields}>
            {allFields.isPending ? 'Preparing…' : 'Download all fields'}
          </Button>
        </li>
      </ul>
      <p role="status" className="page__problem">
        {allFields.isError && 'Couldn’t create the file, so nothing was saved. Check your connection and try again.'}
      </p>
      <div className="form__actions">
        <Button onClick={onClose}>Cancel</Button>
      </div>
    </Dialog>
  )
}

/** Fetches the list as the API gives it to programs; throws if the API does not answer with CSV. */
async function fetchCsv(apiFetch: ApiFetch): Promise<Blob> {
  const response = await apiFetch('/api/v1/entities/users', { headers: { accept: 'text/csv' } })
  if (!response.ok || !response.headers.get('content-type')?.startsWith('text/csv')) {
    throw new Error(`The API answered ${response.status} instead of CSV, so no file was saved. Try again later.`)
  }
  return response.blob()
}

/** Has the browser download a file. */
function saveFile(content: Blob, name: string): void {
  const address = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // By the next task the browser has the file; the URL would hold it in memory.
  setTimeout(() => URL.revokeObjectURL(address))
}
