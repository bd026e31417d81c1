import { ClerkProvider, OrganizationSwitcher, Show, SignInButton, UserButton } from '@clerk/nextjs'
import Link from 'next/link'
import type { ReactNode } from 'react'

export const metadata = { title: 'Roster in Next.js' }

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        <ClerkProvider>
          <nav>
            <Link href="/team">Team</Link> <Link href="/pick">Pick</Link> <Link href="/tasks">Tasks</Link>
            <Show when="signed-in">
              <OrganizationSwitcher hidePersonal />
              <UserButton />
            </Show>
            <Show when="signed-out">
              <SignInButton />
            </Show>
          </nav>
          <main>{children}</main>
        </ClerkProvider>
      </body>
    </html>
  )
}
