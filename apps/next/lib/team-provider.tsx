'use client'
import { useAuth } from '@clerk/nextjs'
import { TeamProvider } from '@roster/team-picker/team'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createTRPCClient, httpLink } from '@trpc/client'
import { useState, type ReactNode } from 'react'
import type { AppRouter } from './router'
import { trpc } from './trpc'

/** The team of the active organization, and the app's own procedures. */
export function Team({ children }: { children: ReactNode }) {
  const { userId, orgId } = useAuth()
  if (!userId || !orgId) return <p>Sign in, and choose an organization.</p>
  // The keys of the app's own queries name no organization, so another one starts anew.
  return (
    <Providers key={`${userId} ${orgId}`} userId={userId} orgId={orgId}>
      {children}
    </Providers>
  )
}

function Providers({ userId, orgId, children }: { userId: string; orgId: string; children: ReactNode }) {
  const [queryClient] = useState(() => new QueryClient())
  // Not in batches, where the question for news, which is answered when there are some, would hold up the others.
  const [client] = useState(() => createTRPCClient<AppRouter>({ links: [httpLink({ url: '/trpc' })] }))
  return (
    <trpc.Provider client={client} queryClient={queryClient}>
      <QueryClientProvider client={queryClient}>
        <TeamProvider client={client.team} me={userId} orgId={orgId}>
          {children}
        </TeamProvider>
      </QueryClientProvider>
    </trpc.Provider>
  )
}
