import { clerkMiddleware } from '@clerk/nextjs/server'

export default clerkMiddleware()

// Roster verifies what comes to /api by itself. A dot marks no file here: /trpc/team.users.list has two.
export const config = { matcher: ['/((?!_next/|api/|favicon\\.ico).*)'] }
