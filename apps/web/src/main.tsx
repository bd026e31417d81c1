import './styles/index.css'
import { sendFirstRequests } from './start/first-requests.ts'
import { mayBeSignedIn } from './may-be-signed-in.ts'
import type { PageConfig } from './page-config.ts'
import { readPageConfig } from './read-page-config.ts'
import { startClerk } from './start/start-clerk.ts'

// A page drawn before Clerk answers is drawn twice; after this time it shows that it is loading.
const PATIENCE_MS = 1_000

// No await at the top level: what is imported here waits for the end of this module.
void start(readPageConfig(document))

async function start(config: PageConfig): Promise<void> {
  const { arrived, identified } = startClerk(config)
  const sent = identified.then(async (session) => {
    const orgId = session?.lastActiveOrganizationId
    const token = orgId ? await session?.getToken({ organizationId: orgId }) : null
    if (orgId && token) sendFirstRequests(orgId, token)
  })
  await Promise.race([arrived, patience()])
  const [{ renderApp }, pages] = await Promise.all([
    import('./start/render-app.tsx'),
    // If it fails, the page asks again and reports it.
    mayBeSignedIn() ? import('./member-pages.tsx').catch(() => null) : null,
  ])
  await Promise.race([sent.catch(() => {}), patience()])
  renderApp({ config, MemberPages: pages?.default })
}

function patience(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))
}
