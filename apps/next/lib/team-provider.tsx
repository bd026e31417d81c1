'use client'
import { useAuth } from '@clerk/nextjs'
import { TeamProvider } from '@roster/team-picker/team'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useMemo, type ReactNode } from 'react'
import { client } from './client'

/** The team of the active organization. */
export function Team({ children }: { children: ReactNode }) {
  const { userId, orgId } = useAuth()
  // The keys of the app's own queries name no organization, so another one starts anew.
  const queryClient = useMemo(() => new QueryClient(), [userId, orgId])
  if (!userId || !orgId) return <p>Sign in, and choose an organization.</p>
  return (
    <QueryClientProvider client={queryClient}>
      <TeamProvider client={client.team} me={userId} orgId={orgId}>
        {children}
      </TeamProvider>
    </QueryClientProvider>
  )
}
