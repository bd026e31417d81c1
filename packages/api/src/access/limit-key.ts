import type { ProvenCredential } from './authenticate.ts'

/** Who a proven credential is to the limits, however many tokens its owner has. */
export function limitKey(credential: ProvenCredential): string {
  return credential.kind === 'session' ? credential.sessionId : credential.keyId
}
