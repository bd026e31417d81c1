import type { ClerkKeys } from '../access/authenticate.ts'
import { callsPerWindow } from './calls-per-window.ts'

/** The Clerk instance: its keys as Clerk's dashboard shows them. */
export type ClerkOptions = {
  secretKey: string
  publishableKey: string
  /** The instance's JWKS public key as PEM, its line breaks also as \n: sessions are verified without the network. */
  jwtKey: string
  /** `whsec_…`; two while one replaces the other. Without one there is no webhook path. */
  webhookSigningSecrets?: readonly string[]
  /** Origins of the pages whose sessions are accepted (`azp`). */
  authorizedParties: readonly string[]
  /** The Backend API without `/v1`, if it is not Clerk's own. */
  apiUrl?: string | undefined
  /** Calls to the Backend API that the instance allows in 10 s, if not as many as Clerk does. */
  callsPerWindow?: number
  /** A local Clerk, whose keys may be made anew: the database then believes whichever it is started with. */
  isLocal?: boolean
}

export const CLERK_API_URL = 'https://api.clerk.com'

export function keysOf({ secretKey, publishableKey, jwtKey, authorizedParties, apiUrl }: ClerkOptions): ClerkKeys {
  const issuer = issuerOf(publishableKey)
  return { secretKey, publishableKey, jwtKey: jwtKey.replaceAll('\\n', '\n'), apiUrl, issuer, authorizedParties }
}

export function budgetOf(options: ClerkOptions): number {
  return options.callsPerWindow ?? callsPerWindow(options.secretKey)
}

/** The Frontend API's origin, which Clerk writes into `iss`: a publishable key is its host, encoded. */
function issuerOf(publishableKey: string): string {
  const host = Buffer.from(publishableKey.split('_')[2] ?? '', 'base64')
    .toString()
    .replace(/\$$/, '')
  if (!/^[\w-]+(\.[\w-]+)+$/.test(host)) {
    throw new Error(
      'CLERK_PUBLISHABLE_KEY does not name a Clerk instance, so no session could be verified. Copy it again from the Clerk dashboard.',
    )
  }
  return `https://${host}`
}
