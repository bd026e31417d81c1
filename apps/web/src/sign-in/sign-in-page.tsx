import { SignIn, useSession } from '../clerk.tsx'
import type { PageConfig } from '../page-config.ts'
import { Brand } from '../shell/brand.tsx'
import { useTitle } from '../shell/use-title.ts'
import { DemoAccounts } from './demo-accounts.tsx'
import { FormSkeleton } from './form-skeleton.tsx'
import { SignInUnavailable } from './sign-in-unavailable.tsx'

type Accounts = NonNullable<PageConfig['local']>['accounts']

/** The heading is the one of Clerk's form, which names each step. */
export function SignInPage({ accounts }: { accounts: Accounts }) {
  useTitle('Sign in')
  const { status } = useSession()
  if (status === 'unavailable') {
    return (
      <main className="sign-in">
        <Brand />
        <SignInUnavailable />
      </main>
    )
  }
  return (
    <main className="sign-in">
      <Brand />
      <div className="sign-in__content">
        <p className="sign-in__lead">See who is in your organization, and hand work to the right person.</p>
        <div className="sign-in__columns">
          <div className="sign-in__form">
            <SignIn
              routing="path"
              path="/sign-in"
              fallbackRedirectUrl="/"
              withSignUp={false}
              fallback={<FormSkeleton />}
            />
          </div>
          {accounts.length > 0 && <DemoAccounts accounts={accounts} />}
        </div>
      </div>
    </main>
  )
}
