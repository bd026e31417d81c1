import { createRoster, type Roster } from '@roster/api'

declare global {
  var openedRoster: Promise<Roster> | undefined
}

/** One for the process, however often Next.js loads this file, and none while it builds. */
export const openRoster = () => (globalThis.openedRoster ??= createRoster(options()).catch(forget))

/** A database that did not answer is asked again by the next request. */
function forget(error: unknown): never {
  globalThis.openedRoster = undefined
  throw error
}

function options() {
  const { DATABASE_URL: url = '', CLERK_API_URL: apiUrl, ORIGIN = 'http://localhost:3000' } = process.env
  const { CLERK_SECRET_KEY: secretKey = '', NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY: publishableKey = '' } = process.env
  const { CLERK_JWT_KEY: jwtKey = '', CLERK_WEBHOOK_SIGNING_SECRET: webhookSecret = '' } = process.env
  const webhookSigningSecrets = [webhookSecret]
  return {
    database: { url },
    clerk: { secretKey, publishableKey, jwtKey, apiUrl, webhookSigningSecrets, authorizedParties: [ORIGIN] },
    // Next.js, or the proxy in front of it, writes X-Forwarded-For.
    trustProxy: true,
  }
}
