import type { LocalClerk } from '@roster/clerk-local'

/** Calls the local Clerk's Backend API, which then sends the webhooks of what changed; throws where it refuses. */
export async function callClerk(
  { apiUrl, secretKey }: Pick<LocalClerk, 'apiUrl' | 'secretKey'>,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const response = await fetch(`${apiUrl}/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${secretKey}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`The local Clerk answered ${method} ${path} with ${response.status}`)
  return response.json()
}
