import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { formatError, rosterRouter, type RosterContext } from '@roster/api'
import { startTestServer } from '@roster/api/testing'
import { initTRPC } from '@trpc/server'
import { createHTTPHandler } from '@trpc/server/adapters/standalone'

const t = initTRPC.context<RosterContext>().create({ errorFormatter: formatError })
const router = t.router({ team: rosterRouter, hello: t.procedure.query(() => 'hello') })
export type HostRouter = typeof router

/** A host with a tRPC router of its own, in which Roster's is nested, on the path `/trpc`. */
export async function startTeamHost() {
  const roster = await startTestServer()
  const createContext = ({ req }: { req: IncomingMessage }) => roster.roster.context(req.headers.authorization)
  const server = createServer(createHTTPHandler({ router, basePath: '/trpc/', createContext }))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  return {
    ...roster,
    trpcUrl: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await roster[Symbol.asyncDispose]()
    },
  }
}
