import { parseArgs } from 'node:util'
import { examine, type Finding } from '@roster/api/operate'
import { databaseOf } from '../database-of.ts'
import { readEnv, type Env } from '../env.ts'
import { LEADS_MIGRATIONS } from '../leads/open-leads.ts'
import { connectClerk } from '../local-clerk/connect-clerk.ts'
import type { Command } from './command.ts'

type Line = Omit<Finding, 'check'> & { check: Finding['check'] | 'variables' }

export const doctor: Command = {
  summary: 'checks the variables, the database, Clerk and the mirror, and says what to do',
  usage: ` [--json]

Changes nothing. Exits with status 1 if there is a problem. While a server has the embedded database open, ask the server
instead: GET /readyz?verbose.

  --json  prints an array of {"check","state","message"}; state is ok, warning or problem`,
  async run(args) {
    const { values } = parseArgs({ args, options: { json: { type: 'boolean' } } })
    const lines: Line[] = []
    for await (const line of examineAll()) {
      lines.push(line)
      if (!values.json) process.stdout.write(`${line.state.padEnd(8)} ${line.check}: ${line.message}\n`)
    }
    if (values.json) process.stdout.write(`${JSON.stringify(lines)}\n`)
    return lines.some(({ state }) => state === 'problem') ? 1 : 0
  },
}

async function* examineAll(): AsyncGenerator<Line> {
  let env: Env
  try {
    env = readEnv(process.env)
  } catch (error) {
    yield { check: 'variables', state: 'problem', message: error instanceof Error ? error.message : String(error) }
    return
  }
  yield { check: 'variables', state: 'ok', message: 'All have the right form.' }
  const clerk = await connectClerk(env, env.PORT)
  yield* examine({ database: databaseOf(env), migrations: [LEADS_MIGRATIONS], clerk: clerk.options })
  await clerk.close()
}
