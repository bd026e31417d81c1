import type { ProvenCredential, SystemCredential } from './authenticate.ts'

/** Who a proven credential is to the limits, however many tokens its owner has. */
export function limitKey(credential: ProvenCredential | SystemCredential): string {
  if (credential.kind === 'system') return `system ${credential.orgId}`
  return credential.kind === 'session' ? credential.sessionId : credential.keyId
}
