import { parseArgs } from 'node:util'
import { readEnv } from '../env.ts'
import { loadLocalClerk } from '../local-clerk/load-local-clerk.ts'
import type { Command } from './command.ts'

export const token: Command = {
  summary: 'prints a session token of the running local Clerk',
  usage: ` [EMAIL] [ORGANIZATION | none]

Prints a session token of the local Clerk that “roster start” runs without CLERK_ keys: Alice's in acme, if not said otherwise.
It is valid for a minute. A real instance's tokens are made by its pages.`,
  async run(args) {
    const { positionals } = parseArgs({ args, allowPositionals: true })
    const env = readEnv(process.env)
    if (env.clerk !== 'local') {
      throw new Error(
        'CLERK_ keys are set, and only the local Clerk gives tokens away. Unset them, or make an API key on the page.',
      )
    }
    const { connect, tokenCommand } = await loadLocalClerk()
    const connection = connect({ port: env.CLERK_LOCAL_PORT, dataDir: env.DATA_DIR })
    process.stdout.write(`${await tokenCommand(connection, positionals)}\n`)
    return 0
  },
}
