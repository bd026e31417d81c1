import { SignIn } from '../clerk.tsx'
import type { PageConfig } from '../page-config.ts'
import { Brand } from '../shell/brand.tsx'
import { Page } from '../shell/page.tsx'
import { DemoAccounts } from './demo-accounts.tsx'

type Accounts = NonNullable<PageConfig['local']>['accounts']

export function SignInPage({ accounts }: { accounts: Accounts }) {
  return (
    <main className="sign-in">
      <div className="sign-in__brand">
        <Brand />
      </div>
      <Page title="Sign in">
        <p className="sign-in__lead">See who is in your organization, and hand work to the right person.</p>
        <div className="sign-in__columns">
          <div className="sign-in__form">
            <SignIn routing="path" path="/sign-in" fallbackRedirectUrl="/" withSignUp={false} />
          </div>
          {accounts.length > 0 && <DemoAccounts accounts={accounts} />}
        </div>
      </Page>
    </main>
  )
}
