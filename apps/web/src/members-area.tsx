import { useState } from 'react'
import { Redirect, Route, Switch } from 'wouter'
import { ApiAccessPage } from './api-access/api-access-page.tsx'
import { useSession, type Session } from './clerk.tsx'
import { LeadsPage } from './leads/leads-page.tsx'
import { ChooseOrganization } from './shell/choose-organization.tsx'
import { NotFoundPage } from './shell/not-found-page.tsx'
import { PageSkeleton } from './shell/page-skeleton.tsx'
import { Shell } from './shell/shell.tsx'
import { SignInUnavailable } from './sign-in/sign-in-unavailable.tsx'
import { TeamPage } from './team/team-page.tsx'
import { TeamProvider } from './team/team-provider.tsx'
import { Api } from './trpc.tsx'

/** The pages for members of an organization; everybody else is told what is missing. */
export function MembersArea() {
  const session = useSession()
  const endedIn = useEndedOrganization(session)
  switch (session.status) {
    case 'loading':
      return (
        <Shell session={session}>
          <PageSkeleton />
        </Shell>
      )
    case 'unavailable':
      return (
        <Shell session={session}>
          <SignInUnavailable />
        </Shell>
      )
    case 'signed-out':
      return (
        <Redirect to={`/sign-in?redirect_url=${encodeURIComponent(location.pathname + location.search)}`} replace />
      )
    case 'no-organization':
      return (
        <Shell session={session}>
          <ChooseOrganization endedIn={endedIn} />
        </Shell>
      )
    case 'ready': {
      const { userId, orgId, orgName } = session
      return (
        <Shell session={session}>
          <Api key={`${userId} ${orgId}`} orgId={orgId}>
            <TeamProvider me={userId} orgId={orgId} orgName={orgName ?? 'your organization'}>
              <Switch>
                <Route path="/" component={TeamPage} />
                <Route path="/leads" component={LeadsPage} />
                <Route path="/api-access">
                  <ApiAccessPage isAdmin={session.isAdmin} />
                </Route>
                <Route component={NotFoundPage} />
              </Switch>
            </TeamProvider>
          </Api>
        </Shell>
      )
    }
  }
}

// Nobody leaves an organization for none on purpose here: it means that the membership has ended.
function useEndedOrganization(session: Session): string | null {
  const [last, setLast] = useState<{ userId: string; orgName: string } | null>(null)
  if (session.status === 'ready' && session.orgName !== null && session.orgName !== last?.orgName) {
    setLast({ userId: session.userId, orgName: session.orgName })
  }
  return session.status === 'no-organization' && last?.userId === session.userId ? last.orgName : null
}
