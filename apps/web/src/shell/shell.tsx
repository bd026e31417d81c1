import { useEffect, useRef, type ReactNode, type RefObject } from 'react'
import { Link, useLocation, useRoute } from 'wouter'
import { OrganizationSwitcher, UserButton, type Session } from '../clerk.tsx'
import { Brand } from './brand.tsx'
import { useKeptFocus } from './use-kept-focus.ts'

/** The frame around every page of a signed-in person. */
export function Shell({ session, children }: { session: Session; children: ReactNode }) {
  const main = useRef<HTMLElement>(null)
  useFocusOnNavigation(main)
  useKeptFocus(main)
  const signedIn = session.status === 'ready' || session.status === 'no-organization'
  return (
    <div className="shell">
      <a className="skip-link" href="#main" onClick={() => main.current?.focus()}>
        Skip to content
      </a>
      <header className="shell__bar">
        <Brand />
        {session.status !== 'no-organization' && (
          <nav className="shell__nav" aria-label="Pages">
            <NavLink href="/">Team</NavLink>
            <NavLink href="/leads">Leads</NavLink>
            {session.status === 'ready' && session.isAdmin && <NavLink href="/api-access">API access</NavLink>}
          </nav>
        )}
        <div className="shell__account">
          {session.status === 'loading' && <span className="skeleton shell__account-skeleton" />}
          {signedIn && (
            <>
              <OrganizationSwitcher hidePersonal />
              <UserButton />
            </>
          )}
        </div>
      </header>
      <main ref={main} id="main" className="shell__main" tabIndex={-1}>
        {children}
      </main>
    </div>
  )
}

function NavLink({ href, children }: { href: string; children: ReactNode }) {
  const [isHere] = useRoute(href)
  return (
    <Link href={href} className="nav-link" aria-current={isHere ? 'page' : undefined}>
      {children}
    </Link>
  )
}

/** After a navigation, focuses the new page's heading, where a screen reader would start after a full page load. */
function useFocusOnNavigation(main: RefObject<HTMLElement | null>): void {
  const [pathname] = useLocation()
  const shown = useRef(pathname)
  useEffect(() => {
    if (shown.current === pathname) return
    shown.current = pathname
    main.current?.querySelector('h1')?.focus()
  }, [pathname, main])
}
