import type { LocalClerk } from '../local-clerk.ts'

/** The variables of an app and the demo accounts, as the text of a `.env` file. */
export function startAdvice(clerk: LocalClerk, dataDir: string, webhookUrl: string | undefined): string {
  const variables = {
    CLERK_API_URL: clerk.apiUrl,
    CLERK_SECRET_KEY: clerk.secretKey,
    CLERK_PUBLISHABLE_KEY: clerk.publishableKey,
    CLERK_JWT_KEY: `"${clerk.jwtKey.trim()}"`,
    CLERK_WEBHOOK_SIGNING_SECRET: clerk.webhookSigningSecret,
    // Cookies of localhost are valid on all of its ports, so a page on localhost can call this address without a proxy.
    CLERK_PROXY_URL: clerk.frontendApiUrl.replace('127.0.0.1', 'localhost'),
  }
  return [
    `# The local Clerk answers at ${clerk.url} and keeps its state in ${dataDir}. It is for development and tests only.`,
    webhookUrl === undefined ? '# No webhooks are sent. To get them: --webhook URL' : `# Webhooks go to ${webhookUrl}`,
    ...Object.entries(variables).map(([name, value]) => `${name}=${value}`),
    ...clerk.demoAccounts.map(({ email, password, note }) => `# ${email}\t${password}\t${note}`),
  ].join('\n')
}
