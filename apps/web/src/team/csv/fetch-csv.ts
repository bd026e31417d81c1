import type { ApiFetch } from '../../api-fetch.ts'

const usersPath = '/api/v1/entities/users'

/** Fetches the list as the API gives it to programs; throws if the API does not answer with CSV. */
export async function fetchCsv(apiFetch: ApiFetch): Promise<Blob> {
  const response = await apiFetch(usersPath, { headers: { accept: 'text/csv' } })
  if (!response.ok || !response.headers.get('content-type')?.startsWith('text/csv')) {
    throw new Error(`The API answered ${response.status} instead of CSV, so no file was saved. Try again later.`)
  }
  return response.blob()
}
