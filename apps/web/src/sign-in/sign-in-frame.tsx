import type { ReactNode } from 'react'
import { Brand } from '../shell/brand.tsx'
import { ConnectionBar } from '../shell/connection-bar.tsx'

/** The frame around each step of signing in. */
export function SignInFrame({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  return (
    <main className="sign-in">
      <title>{`${title} · Roster`}</title>
      <Brand />
      <ConnectionBar />
      <div className="sign-in__content">
        <p className="sign-in__lead">{lead}</p>
        <div className="sign-in__columns">{children}</div>
      </div>
    </main>
  )
}
