import type { ApiFetch } from '../api-fetch.ts'
import { csvFileName } from './csv-file-name.ts'

const usersPath = '/api/v1/entities/users'

/** Fetches the list as CSV and hands it to the browser as a file; throws where the API has none to give. */
export async function downloadCsv(apiFetch: ApiFetch, orgName: string): Promise<void> {
  const response = await apiFetch(usersPath, { headers: { accept: 'text/csv' } })
  if (!response.ok || !response.headers.get('content-type')?.startsWith('text/csv')) {
    throw new Error(`The API answered ${response.status} and no CSV, so there is no file to save. Try again later.`)
  }
  const address = URL.createObjectURL(await response.blob())
  const link = document.createElement('a')
  link.href = address
  link.download = csvFileName(orgName, new Date())
  link.click()
  // The browser has taken the file by the next task; the address would keep it in memory.
  setTimeout(() => URL.revokeObjectURL(address))
}
