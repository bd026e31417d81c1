import { Redirect } from 'wouter'
import { SignIn, useSession } from '../clerk.tsx'
import type { DemoAccount } from '../page-config.ts'
import { Brand } from '../shell/brand.tsx'
import { DemoAccounts } from './demo-accounts.tsx'
import { FormSkeleton } from './form-skeleton.tsx'
import { SignInFrame } from './sign-in-frame.tsx'
import { SignInUnavailable } from './sign-in-unavailable.tsx'
import { taskUrl } from './task-url.ts'

/** The heading is that of Clerk's form, which names each step. */
export function SignInPage({ accounts }: { accounts: DemoAccount[] }) {
  const session = useSession()
  if (session.status === 'pending') return <Redirect to={taskUrl(session.task)} replace />
  if (session.status === 'unavailable') {
    return (
      <main className="sign-in">
        <Brand />
        <SignInUnavailable />
      </main>
    )
  }
  return (
    <SignInFrame title="Sign in" lead="See who is in your organization, and hand work to the right person.">
      <div className="sign-in__form">
        <SignIn routing="path" path="/sign-in" fallbackRedirectUrl="/" withSignUp={false} fallback={<FormSkeleton />} />
      </div>
      {accounts.length > 0 && <DemoAccounts accounts={accounts} />}
    </SignInFrame>
  )
}
