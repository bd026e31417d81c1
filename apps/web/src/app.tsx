import { lazy, Suspense } from 'react'
import { Route, Switch } from 'wouter'
import { Clerk } from './clerk.tsx'
import { MembersArea, type MemberPages } from './members-area.tsx'
import type { PageConfig } from './page-config.ts'
import { SignInPage } from './sign-in/sign-in-page.tsx'
import { TaskPage } from './sign-in/task-page.tsx'

// Only the development server has the page of picker states.
const StatesPage = import.meta.env.DEV ? lazy(() => import('./states/states-page.tsx')) : null

type AppProps = {
  config: PageConfig
  /** Given if their code has loaded, so that they are rendered at once. */
  MemberPages?: MemberPages | undefined
}

export function App({ config, MemberPages }: AppProps) {
  return (
    <Clerk config={config}>
      <Switch>
        <Route path="/sign-in/*?">
          <SignInPage accounts={config.local?.accounts ?? []} />
        </Route>
        <Route path="/tasks/*?" component={TaskPage} />
        {StatesPage && (
          <Route path="/states">
            <Suspense>
              <StatesPage />
            </Suspense>
          </Route>
        )}
        <Route>
          <MembersArea MemberPages={MemberPages} />
        </Route>
      </Switch>
    </Clerk>
  )
}
