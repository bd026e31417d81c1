import { parseArgs } from 'node:util'
import { smokeClerk } from '@roster/api/operate'
import { readEnv } from '../env.ts'
import { connectClerk } from '../local-clerk/connect-clerk.ts'
import type { Command } from './command.ts'

export const smoke: Command = {
  summary: 'tries the keys of a development instance on Clerk itself',
  usage: `

Reads a user of the instance, and makes, verifies and revokes a session of theirs. “roster doctor” tries what needs no session,
and so is for production too.`,
  async run(args) {
    parseArgs({ args })
    const env = readEnv(process.env)
    if (env.clerk === 'local') {
      process.stdout.write(
        'No CLERK_ keys are set, so nothing was tried: this checks a real development instance only.\n',
      )
      return 0
    }
    if (!env.clerk.secretKey.startsWith('sk_test_')) {
      throw new Error(
        'These are keys of a production instance, where this check would make a session. Use a development one, or “roster doctor”.',
      )
    }
    const { options } = await connectClerk(env, env.PORT)
    for await (const line of smokeClerk(options)) process.stdout.write(`${line}\n`)
    return 0
  },
}
