import { createClerkClient, type ClerkClient } from '@clerk/backend'
import type { ClerkKeys } from './clerk-options.ts'

/** @clerk/backend with these keys and without telemetry. */
export function createBackendSdk({ secretKey, publishableKey, jwtKey, apiUrl }: ClerkKeys): ClerkClient {
  return createClerkClient({ secretKey, publishableKey, jwtKey, apiUrl, telemetry: { disabled: true } })
}
