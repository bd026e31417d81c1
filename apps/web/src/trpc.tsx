import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { httpLink } from '@trpc/client'
import { createTRPCReact } from '@trpc/react-query'
import { createContext, use, useState, type ReactNode } from 'react'
import { createApiFetch, type ApiFetch } from './api-fetch.ts'
import { useGetToken } from './clerk.tsx'
import type { AppRouter } from '../server/app-router.ts'
import { mayPass } from './may-pass.ts'

export const trpc = createTRPCReact<AppRouter>()

const ApiFetchContext = createContext<ApiFetch | null>(null)

/**
 * The API for one user in one organization. Render it with a `key` of both: query keys do not name the organization,
 * so a switch must drop the cache or the previous team would show.
 */
export function Api({ orgId, children }: { orgId: string; children: ReactNode }) {
  const getToken = useGetToken(orgId)
  const [apiFetch] = useState(() => createApiFetch(getToken))
  const [queryClient] = useState(createQueryClient)
  const [client] = useState(() => trpc.createClient({ links: [apiLink(apiFetch)] }))
  return (
    <ApiFetchContext value={apiFetch}>
      <trpc.Provider client={client} queryClient={queryClient}>
        <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
      </trpc.Provider>
    </ApiFetchContext>
  )
}

/** `fetch` with the credential, for requests outside tRPC. */
export function useApiFetch(): ApiFetch {
  const apiFetch = use(ApiFetchContext)
  if (!apiFetch) throw new Error('useApiFetch has no credential to send. Render it inside <Api>.')
  return apiFetch
}

function apiLink(apiFetch: ApiFetch) {
  return httpLink<AppRouter>({
    url: '/api/trpc',
    fetch: (url, { signal = null, ...init } = {}) => apiFetch(url, { ...init, signal }),
  })
}

function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { retry: (failures, error) => failures < 3 && mayPass(error), staleTime: 30_000 },
      // Offline it would wait, and then be sent although its dialog was closed.
      mutations: { retry: false, networkMode: 'always' },
    },
  })
}
