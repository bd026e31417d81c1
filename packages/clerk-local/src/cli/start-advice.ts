import type { LocalClerk } from '../local-clerk.ts'

/** The variables of an app and the demo accounts, as the text of a `.env` file. */
export function startAdvice(clerk: LocalClerk, dataDir: string, webhookUrl: string | undefined): string {
  // Cookies of localhost are valid on all of its ports, so a page on localhost can call this address without a proxy.
  const proxyUrl = clerk.frontendApiUrl.replace('127.0.0.1', 'localhost')
  const variables = {
    CLERK_API_URL: clerk.apiUrl,
    CLERK_SECRET_KEY: clerk.secretKey,
    CLERK_PUBLISHABLE_KEY: clerk.publishableKey,
    CLERK_JWT_KEY: `"${clerk.jwtKey.trim()}"`,
    CLERK_WEBHOOK_SIGNING_SECRET: clerk.webhookSigningSecret,
    CLERK_PROXY_URL: proxyUrl,
    CLERK_TELEMETRY_DISABLED: '1',
  }
  const ofNext = {
    NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY: clerk.publishableKey,
    NEXT_PUBLIC_CLERK_PROXY_URL: proxyUrl,
    NEXT_PUBLIC_CLERK_JS_URL: `${proxyUrl}/npm/@clerk/clerk-js@6/dist/clerk.browser.js`,
    NEXT_PUBLIC_CLERK_UI_URL: `${proxyUrl}/npm/@clerk/ui@1/dist/ui.browser.js`,
    // Otherwise the SDK redirects to Clerk's own pages, which do not exist here.
    NEXT_PUBLIC_CLERK_SIGN_IN_URL: '/sign-in',
    NEXT_PUBLIC_CLERK_TELEMETRY_DISABLED: '1',
  }
  const lines = (values: Record<string, string>) => Object.entries(values).map(([name, value]) => `${name}=${value}`)
  return [
    `# The local Clerk answers at ${clerk.url} and keeps its state in ${dataDir}. It is for development and tests only.`,
    webhookUrl === undefined ? '# No webhooks are sent. To get them: --webhook URL' : `# Webhooks go to ${webhookUrl}`,
    ...lines(variables),
    '# Next.js:',
    ...lines(ofNext),
    ...clerk.demoAccounts.map(({ email, password, note }) => `# ${email}\t${password}\t${note}`),
  ].join('\n')
}
