import type { LocalClerk } from '@roster/clerk-local'

type Clerk = Pick<LocalClerk, 'apiUrl' | 'jwtKey' | 'publishableKey' | 'secretKey' | 'webhookSigningSecret'>

/** The environment of a built server on the database of DATABASE_URL, with this Clerk. */
export function serverEnv(clerk: Clerk, azp: string): NodeJS.ProcessEnv {
  const { PATH, DATABASE_URL } = process.env
  const { secretKey, publishableKey } = clerk
  return {
    PATH,
    DATABASE_URL,
    PORT: '0',
    HOST: '127.0.0.1',
    CLERK_SECRET_KEY: secretKey,
    // The server refuses a live key beside a test key.
    CLERK_PUBLISHABLE_KEY: secretKey.startsWith('sk_live_')
      ? publishableKey.replace('pk_test_', 'pk_live_')
      : publishableKey,
    CLERK_JWT_KEY: clerk.jwtKey,
    CLERK_API_URL: clerk.apiUrl,
    CLERK_WEBHOOK_SIGNING_SECRET: clerk.webhookSigningSecret,
    CLERK_AUTHORIZED_PARTIES: azp,
    LOG_LEVEL: 'error',
  }
}
