import { createTRPCClient, httpLink } from '@trpc/client'
import type { AppRouter } from './router'

// Not in batches, where the question for news, which is answered when there are some, would hold up the others.
export const client = createTRPCClient<AppRouter>({ links: [httpLink({ url: '/trpc' })] })
