import { createClerkClient } from '@clerk/backend'
import type { TestServer } from './test-server.ts'

export const organizations = ['acme', 'globex', 'initech'] as const
export const credentialKinds = ['a session token', 'an API key'] as const
export type Organization = (typeof organizations)[number]

/** A caller outside the browser. `authorization` creates a new session token, which is valid for a minute only. */
export type RestCaller = { kind: string; organization: Organization; orgId: string; authorization: () => string }

/** The unpatched Backend SDK of the server's local Clerk. */
export function backendOf({ clerk: { secretKey, publishableKey, apiUrl } }: TestServer) {
  return createClerkClient({ secretKey, publishableKey, apiUrl, telemetry: { disabled: true } })
}

/** Each organization by each kind of credential. */
export async function restCallers(server: TestServer): Promise<RestCaller[]> {
  const backend = backendOf(server)
  const found = organizations.map(async (organization): Promise<RestCaller[]> => {
    const { id: orgId } = await backend.organizations.getOrganization({ slug: organization })
    const { secret } = await backend.apiKeys.create({ name: 'Export', subject: orgId, scopes: ['users:read'] })
    const [session, key] = credentialKinds
    return [
      { kind: session, organization, orgId, authorization: () => `Bearer ${server.token(undefined, organization)}` },
      { kind: key, organization, orgId, authorization: () => `Bearer ${secret}` },
    ]
  })
  return (await Promise.all(found)).flat()
}
