import { lazy, Suspense, type ComponentType } from 'react'
import { Redirect } from 'wouter'
import { useSession, type Session } from './clerk.tsx'
import { PageBoundary } from './shell/page-boundary.tsx'
import { PageSkeleton } from './shell/page-skeleton.tsx'
import { Shell } from './shell/shell.tsx'
import { taskUrl } from './sign-in/task-url.ts'

export type MemberPages = ComponentType<{ session: Session }>

// The sign-in page does not need their code.
const LazyMemberPages = lazy(() => import('./member-pages.tsx'))

/** The pages for members of an organization; visitors go to the sign-in page before they see any of it. */
export function MembersArea({ MemberPages = LazyMemberPages }: { MemberPages?: MemberPages | undefined }) {
  const session = useSession()
  if (session.status === 'signed-out') {
    const here = encodeURIComponent(location.pathname + location.search)
    return <Redirect to={`/sign-in?redirect_url=${here}`} replace />
  }
  if (session.status === 'pending') return <Redirect to={taskUrl(session.task)} replace />
  return (
    <Shell session={session}>
      <PageBoundary>
        <Suspense fallback={<PageSkeleton />}>
          <MemberPages session={session} />
        </Suspense>
      </PageBoundary>
    </Shell>
  )
}
