import type { LocalClerk } from '@roster/clerk-local'

/** The environment of a built server on the database of DATABASE_URL, with this Clerk as if it were a real one. */
export function serverEnv(clerk: LocalClerk, azp: string): NodeJS.ProcessEnv {
  const { PATH, DATABASE_URL } = process.env
  return {
    PATH,
    DATABASE_URL,
    PORT: '0',
    HOST: '127.0.0.1',
    CLERK_SECRET_KEY: clerk.secretKey,
    // Of a live instance, as the secret key is: else the server would not start.
    CLERK_PUBLISHABLE_KEY: clerk.publishableKey.replace(/^pk_test_/, 'pk_live_'),
    CLERK_JWT_KEY: clerk.jwtKey,
    CLERK_API_URL: clerk.apiUrl,
    CLERK_WEBHOOK_SIGNING_SECRET: clerk.webhookSigningSecret,
    CLERK_AUTHORIZED_PARTIES: azp,
    RATE_LIMIT_CREDENTIAL: '1000000',
    RATE_LIMIT_ORGANIZATION: '1000000',
    RATE_LIMIT_ADDRESS: '1000000',
    LOG_LEVEL: 'error',
  }
}
