import { parseArgs } from 'node:util'
import { smokeClerk } from '@roster/api/operate'
import { readEnv } from '../env.ts'
import { connectClerk } from '../local-clerk/connect-clerk.ts'
import type { Command } from './command.ts'

export const smoke: Command = {
  summary: 'tests the keys of a development instance against Clerk',
  usage: `

Reads a user of the instance, and creates, verifies and revokes a session for them. “roster doctor” checks what needs no
session, and so is for production too.`,
  async run(args) {
    parseArgs({ args })
    const env = readEnv(process.env)
    if (env.clerk === 'local') {
      process.stdout.write('No CLERK_ keys are set, so nothing was tested. Set the keys of a development instance.\n')
      return 0
    }
    if (!env.clerk.secretKey.startsWith('sk_test_')) {
      throw new Error(
        'These are keys of a production instance, where this check would create a session. Use those of a development instance, or “roster doctor”.',
      )
    }
    const { options } = await connectClerk(env, env.PORT)
    for await (const line of smokeClerk(options)) process.stdout.write(`${line}\n`)
    return 0
  },
}
