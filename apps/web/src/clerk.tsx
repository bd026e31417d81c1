// The only browser module that imports Clerk’s code, so that an upgrade to another major version changes this file alone.
import { ClerkProvider, useAuth, useClerk, useSignIn, useUser, type BrowserClerk } from '@clerk/clerk-react'
import { isClerkAPIResponseError } from '@clerk/clerk-react/errors'
import { createContext, use, type ReactNode } from 'react'
import { clerkOptions } from './start/clerk-options.ts'
import { mayBeSignedIn } from './may-be-signed-in.ts'
import type { PageConfig } from './page-config.ts'
import { sessionTasks, type SessionTask } from './sign-in/task-url.ts'

export {
  OrganizationList,
  OrganizationSwitcher,
  SignIn,
  TaskChooseOrganization,
  TaskResetPassword,
  TaskSetupMFA,
  UserButton,
} from '@clerk/clerk-react'

/** Who is signed in. `ready`: a member with an active organization. `unavailable`: Clerk's script did not load. */
export type Session =
  | { status: 'loading' | 'unavailable' | 'signed-out' }
  /** Signed in, but Clerk requires another step before the session is active. */
  | { status: 'pending'; task: SessionTask }
  | { status: 'no-organization'; userId: string; orgIds: readonly string[] }
  | { status: 'ready'; userId: string; orgId: string; orgName: string | null; isAdmin: boolean }

/** A token for the API, or null if Clerk grants none. */
export type GetToken = (options: { skipCache: boolean }) => Promise<string | null>

const AdminRoles = createContext<readonly string[]>([])

declare global {
  interface Window {
    Clerk?: BrowserClerk
  }
}

export function Clerk({ config, children }: { config: PageConfig; children: ReactNode }) {
  // Undefined if its script did not load: the provider tries again.
  const { Clerk: started } = window
  return (
    <ClerkProvider
      publishableKey={config.publishableKey}
      {...clerkOptions(config)}
      {...(started && { Clerk: started })}
    >
      <AdminRoles value={config.adminRoles}>{children}</AdminRoles>
    </ClerkProvider>
  )
}

export function useSession(): Session {
  const { isLoaded, isSignedIn, userId, orgId, orgRole, has } = useAuth()
  const adminRoles = use(AdminRoles)
  const { user } = useUser()
  const clerk = useClerk()
  if (clerk.status === 'error') return { status: 'unavailable' }
  if (!isLoaded) return { status: mayBeSignedIn() ? 'loading' : 'signed-out' }
  if (!isSignedIn) {
    const task = sessionTasks.find((key) => key === clerk.session?.currentTask?.key)
    return task ? { status: 'pending', task } : { status: 'signed-out' }
  }
  const memberships = user?.organizationMemberships ?? []
  if (!orgId)
    return { status: 'no-organization', userId, orgIds: memberships.map(({ organization }) => organization.id) }
  const membership = memberships.find(({ organization }) => organization.id === orgId)
  const orgName = membership?.organization.name ?? null
  const isAdmin = has({ permission: 'org:sys_api_keys:manage' }) || adminRoles.includes(orgRole ?? '')
  return { status: 'ready', userId, orgId, orgName, isAdmin }
}

/** Opens Clerk's dialog for the organization's members; null if Clerk does not let the user manage them. */
export function useManageMembers(): (() => void) | null {
  const { has } = useAuth()
  const clerk = useClerk()
  return has?.({ permission: 'org:sys_memberships:manage' })
    ? () => clerk.openOrganizationProfile({ __experimental_startPath: '/organization-members' })
    : null
}

/** Gets tokens for one organization, even if the session switches to another meanwhile. */
export function useGetToken(orgId: string): GetToken {
  const { getToken } = useAuth()
  return async ({ skipCache }) => {
    try {
      return await getToken({ organizationId: orgId, skipCache })
    } catch (error) {
      // Clerk refuses a token if the membership or the session has ended; the API then answers with that error.
      if (isClerkAPIResponseError(error) && error.status < 500 && error.status !== 429) return null
      throw error
    }
  }
}

/** Asks Clerk whether this person is a member of an organization, and updates the session accordingly. */
export function useRenewMembership(): (orgId: string) => Promise<boolean> {
  const clerk = useClerk()
  return async (orgId) => {
    const user = await clerk.user?.reload()
    const isMember = user?.organizationMemberships.some(({ organization }) => organization.id === orgId) ?? false
    const isActive = clerk.session?.lastActiveOrganizationId === orgId
    if (isMember !== isActive) await clerk.setActive({ organization: isMember ? orgId : null })
    return isMember
  }
}

/** The organizations of the signed-in person. */
export function useOrganizations(): { id: string; name: string }[] {
  return useUser().user?.organizationMemberships.map(({ organization }) => organization) ?? []
}

export function useOpenOrganization(): (orgId: string) => Promise<void> {
  const clerk = useClerk()
  return (organization) => clerk.setActive({ organization })
}

export function useSignOut(): () => Promise<void> {
  const clerk = useClerk()
  return () => clerk.signOut()
}

/** Signs in without the form; false if Clerk requires more than a password. Null while Clerk is loading. */
export function useSignInWithPassword(): ((email: string, password: string) => Promise<boolean>) | null {
  const clerk = useClerk()
  const { isLoaded, signIn, setActive } = useSignIn()
  if (!isLoaded) return null
  return async (email, password) => {
    const attempt = await signIn.create({ strategy: 'password', identifier: email, password })
    if (attempt.status !== 'complete') return false
    const redirectUrl = clerk.buildAfterSignInUrl({ params: new URLSearchParams(location.search) })
    await setActive({ session: attempt.createdSessionId, redirectUrl })
    return true
  }
}
