import { parseArgs } from 'node:util'
import { readEnv } from '../env.ts'
import { loadLocalClerk } from '../local-clerk/load-local-clerk.ts'
import { refuseMore, type Command } from './command.ts'

export const token: Command = {
  summary: 'prints a session token of the running local Clerk',
  usage: ` [EMAIL] [ORGANIZATION | none]

Prints a session token of the local Clerk that “roster start” runs without CLERK_ keys; by default Alice's in acme. It is valid
for a minute. The tokens of a real instance come from its pages.`,
  async run(args) {
    const { positionals } = parseArgs({ args, allowPositionals: true })
    refuseMore(positionals, 2)
    const env = readEnv(process.env)
    if (env.clerk !== 'local') {
      throw new Error(
        'CLERK_ keys are set, and only the local Clerk can print tokens. Unset them, or create an API key on the page.',
      )
    }
    const { connect, tokenCommand } = await loadLocalClerk()
    const connection = connect({ port: env.CLERK_LOCAL_PORT, dataDir: env.DATA_DIR })
    process.stdout.write(`${await tokenCommand(connection, positionals)}\n`)
    return 0
  },
}
