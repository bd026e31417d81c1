import { useState } from 'react'
import { useSignInWithPassword } from '../clerk.tsx'
import type { DemoAccount } from '../page-config.ts'
import { Button } from '../shell/button.tsx'

/** The accounts of the local Clerk, which sign in with one click each or in the form. */
export function DemoAccounts({ accounts }: { accounts: DemoAccount[] }) {
  const signIn = useSignInWithPassword()
  const [busy, setBusy] = useState<string | null>(null)
  const [problem, setProblem] = useState('')

  async function enter({ email, password }: DemoAccount): Promise<void> {
    if (signIn === null) return
    setBusy(email)
    setProblem('')
    const entered = await signIn(email, password).catch(() => false)
    setBusy(null)
    if (!entered) setProblem(`Couldn’t sign in as ${email}. Use the sign-in form with the password shown here.`)
  }

  return (
    <section className="panel demo-accounts" aria-labelledby="demo-accounts">
      <h2 id="demo-accounts">Demo accounts</h2>
      <p className="demo-accounts__lead">Demo data: sign in as anyone below.</p>
      <ul>
        {accounts.map((account) => (
          <li key={account.email} className="demo-account">
            <div>
              <p className="demo-account__email">{account.email}</p>
              <p className="demo-account__note">{account.note}</p>
              <p className="demo-account__note">
                Password: <code>{account.password}</code>
              </p>
            </div>
            <Button
              small
              aria-label={`Sign in as ${account.email}`}
              busy={signIn === null || busy !== null}
              onClick={() => void enter(account)}
            >
              {busy === account.email ? 'Signing in…' : 'Sign in'}
            </Button>
          </li>
        ))}
      </ul>
      <p role="status" className="page__problem">
        {problem}
      </p>
    </section>
  )
}
