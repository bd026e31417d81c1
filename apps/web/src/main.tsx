import './styles/index.css'
import { requestTeam } from './start/first-team.ts'
import { mayBeSignedIn } from './may-be-signed-in.ts'
import type { PageConfig } from './page-config.ts'
import { readPageConfig } from './read-page-config.ts'
import { startClerk } from './start/start-clerk.ts'

// Clerk's script has the line to itself for so long, and then React with what every page needs, which is executed while the
// rest arrives. At 1.6 Mbit/s either is complete a round trip later, when the first byte of the next comes.
const CLERK_FIRST_MS = 200
const APP_FIRST_MS = 400
// A page drawn before Clerk answers is drawn twice; after this time it shows that it is loading.
const PATIENCE_MS = 1_000

// No await at the top level: what is imported here waits for the end of this module.
void start(readPageConfig(document))

async function start(config: PageConfig): Promise<void> {
  const { arrived, identified } = startClerk(config)
  // If it fails, the page asks again and reports it.
  const asked = identified
    .then(async (session) => {
      const orgId = session?.lastActiveOrganizationId
      const token = orgId ? await session?.getToken({ organizationId: orgId }) : null
      if (orgId && token) await requestTeam(orgId, token)
    })
    .catch(() => {})
  await Promise.race([arrived, passed(CLERK_FIRST_MS)])
  const app = import('./start/render-app.tsx')
  await Promise.race([app, passed(APP_FIRST_MS)])
  const [{ renderApp }, pages] = await Promise.all([
    app,
    mayBeSignedIn() ? import('./member-pages.tsx').catch(() => null) : null,
  ])
  await Promise.race([asked, passed(PATIENCE_MS)])
  renderApp({ config, MemberPages: pages?.default })
}

function passed(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
