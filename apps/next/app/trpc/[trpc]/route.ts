import { auth } from '@clerk/nextjs/server'
import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { openRoster } from '../../../lib/roster'
import { router } from '../../../lib/router'

async function answer(req: Request): Promise<Response> {
  const roster = await openRoster()
  const createContext = async () => roster.context(await auth())
  // Clients read no causes.
  const onError = ({ error }: { error: Error }) => console.error(error)
  return fetchRequestHandler({ endpoint: '/trpc', req, router, createContext, onError })
}

export { answer as GET, answer as POST }
