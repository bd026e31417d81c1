import { lazy, Suspense, useEffect, useState } from 'react'
import { Route, Switch } from 'wouter'
import type { Session } from './clerk.tsx'
import { ChooseOrganization } from './shell/choose-organization.tsx'
import { NotFoundPage } from './shell/not-found-page.tsx'
import { PageSkeleton } from './shell/page-skeleton.tsx'
import { SignInUnavailable } from './sign-in/sign-in-unavailable.tsx'
import { TeamPage } from './team/team-page.tsx'
import { TeamProvider } from './team/team-provider.tsx'
import { useTeam } from './team/use-team.ts'
import { Api } from './trpc.tsx'

const importLeads = () => import('./leads/leads-page.tsx').then(({ LeadsPage }) => ({ default: LeadsPage }))
const importApiAccess = () => import('./api-access/api-access-page.tsx')
const LeadsPage = lazy(importLeads)
const ApiAccessPage = lazy(importApiAccess)

/** What the session may see; everybody who is not a member is told what is missing. */
export default function MemberPages({ session }: { session: Session }) {
  const endedIn = useEndedOrganization(session)
  switch (session.status) {
    case 'loading':
    case 'signed-out':
      return <PageSkeleton />
    case 'unavailable':
      return <SignInUnavailable />
    case 'no-organization':
      return <ChooseOrganization endedIn={endedIn} />
    case 'ready': {
      const { userId, orgId, orgName } = session
      return (
        <Api key={`${userId} ${orgId}`} orgId={orgId}>
          <TeamProvider me={userId} orgId={orgId} orgName={orgName ?? 'your organization'}>
            <OrganizationPages isAdmin={session.isAdmin} />
          </TeamProvider>
        </Api>
      )
    }
  }
}

function OrganizationPages({ isAdmin }: { isAdmin: boolean }) {
  const isLoading = useTeam().status === 'loading'
  useEffect(() => {
    if (isLoading) return
    // The next page is there at once, and offline too.
    void Promise.allSettled([importLeads(), importApiAccess()])
  }, [isLoading])
  return (
    <Suspense fallback={<PageSkeleton />}>
      <Switch>
        <Route path="/" component={TeamPage} />
        <Route path="/leads" component={LeadsPage} />
        <Route path="/api-access">
          <ApiAccessPage isAdmin={isAdmin} />
        </Route>
        <Route component={NotFoundPage} />
      </Switch>
    </Suspense>
  )
}

// Nobody leaves an organization for none on purpose here: it means that the membership has ended.
function useEndedOrganization(session: Session): string | null {
  const [last, setLast] = useState<{ userId: string; orgName: string } | null>(null)
  if (session.status === 'ready' && session.orgName !== null && session.orgName !== last?.orgName) {
    setLast({ userId: session.userId, orgName: session.orgName })
  }
  return session.status === 'no-organization' && last?.userId === session.userId ? last.orgName : null
}
