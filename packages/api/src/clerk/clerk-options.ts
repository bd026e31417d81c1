import { createPublicKey } from 'node:crypto'

/** The Clerk instance, with its keys as Clerk's dashboard shows them. */
export type ClerkOptions = {
  secretKey: string
  publishableKey: string
  /** The instance's JWKS public key as PEM, to verify sessions without the network. Line breaks may be written as \n. */
  jwtKey: string
  /** `whsec_…`; two during a rotation. Without one there is no webhook path. */
  webhookSigningSecrets?: readonly string[]
  /** The origins of the pages whose sessions are accepted (`azp`), one at least. */
  authorizedParties: readonly string[]
  /** The address of the Backend API without `/v1`, if not Clerk's own. */
  apiUrl?: string | undefined
  /** The calls to the Backend API that the instance allows in 10 s, if not Clerk's own limit. */
  callsPerWindow?: number
  /** Whether this is a local Clerk. Its keys may be created anew, so the database accepts any of them. */
  isLocal?: boolean
}

/** The checked keys, with the PEM in its right form. */
export type ClerkKeys = Pick<ClerkOptions, 'secretKey' | 'publishableKey' | 'jwtKey' | 'authorizedParties'> & {
  issuer: string
  apiUrl: string
}

export function keysOf({ secretKey, publishableKey, jwtKey, authorizedParties, apiUrl }: ClerkOptions): ClerkKeys {
  const issuer = issuerOf(publishableKey)
  return { secretKey, publishableKey, jwtKey: pemOf(jwtKey), apiUrl: addressOf(apiUrl), issuer, authorizedParties }
}

export function budgetOf(options: ClerkOptions): number {
  return options.callsPerWindow ?? callsPerWindow(options.secretKey)
}

/** The calls to its Backend API that Clerk allows in 10 s: 1,000 to a production instance, 100 to a development one. */
export function callsPerWindow(secretKey: string): number {
  return secretKey.startsWith('sk_live_') ? 1_000 : 100
}

/** The origin of the Frontend API, which is `iss` in Clerk's tokens. A publishable key is its host in base64. */
function issuerOf(publishableKey: string): string {
  const host = Buffer.from(publishableKey.split('_')[2] ?? '', 'base64')
    .toString()
    .replace(/\$$/, '')
  if (!/^[\w-]+(\.[\w-]+)+$/.test(host)) throw new Error(publishableKey === '' ? NO_KEY : NO_INSTANCE)
  return `https://${host}`
}

/** The address without a slash at its end. One with a password is refused by every request, with an error that has it. */
function addressOf(apiUrl: string | undefined): string {
  if (!apiUrl) return 'https://api.clerk.com'
  if (!/^https?:\/\/[^\s@]+$/.test(apiUrl)) throw new Error(NO_ADDRESS)
  return apiUrl.replace(/\/+$/, '')
}

function pemOf(jwtKey: string): string {
  const pem = jwtKey.replaceAll('\\n', '\n')
  try {
    createPublicKey(pem)
  } catch {
    throw new Error(NO_PEM)
  }
  return pem
}

const NO_KEY =
  'CLERK_PUBLISHABLE_KEY is empty, so no session could be verified. Load the .env file, or copy the key from the Clerk dashboard.'
const NO_INSTANCE =
  'CLERK_PUBLISHABLE_KEY does not name a Clerk instance, so no session could be verified. Copy it again from the Clerk dashboard.'
const NO_ADDRESS =
  'CLERK_API_URL is not an http or https address without a password, so Clerk could not be asked. Correct it, or leave it empty for Clerk’s own.'
const NO_PEM =
  'CLERK_JWT_KEY is not a public key in PEM format, so no session could be verified. Copy it again from the Clerk dashboard with its line breaks, and quote it in .env.'
