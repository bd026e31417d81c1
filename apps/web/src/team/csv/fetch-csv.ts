import type { ApiFetch } from '../../api-fetch.ts'

const usersPath = '/api/v1/entities/users'

/** The list as programs get it; throws where the API has none to give. */
export async function fetchCsv(apiFetch: ApiFetch): Promise<Blob> {
  const response = await apiFetch(usersPath, { headers: { accept: 'text/csv' } })
  if (!response.ok || !response.headers.get('content-type')?.startsWith('text/csv')) {
    throw new Error(`The API answered ${response.status} and no CSV, so there is no file to save. Try again later.`)
  }
  return response.blob()
}
