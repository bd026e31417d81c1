import { ClerkProvider, OrganizationSwitcher, Show, SignInButton, UserButton } from '@clerk/nextjs'
import { Suspense, type ReactNode } from 'react'

export const metadata = { title: 'Roster in Next.js' }

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        {/* Who is signed in is known only when a request arrives: Next.js prerenders no more than this. */}
        <Suspense>
          <ClerkProvider>
            <nav>
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
        </Suspense>
      </body>
    </html>
  )
}
