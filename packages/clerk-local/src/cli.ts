#!/usr/bin/env node
import { parseArgs } from 'node:util'
import { clerkCommand } from './cli/clerk-command.ts'
import { connect } from './cli/connection.ts'
import { settings } from './cli/settings.ts'
import { startAdvice } from './cli/start-advice.ts'
import { tokenCommand } from './cli/token-command.ts'
import { startLocalClerk } from './start-local-clerk.ts'

const option = { type: 'string' } as const

async function run(): Promise<string> {
  const { values, positionals } = parseArgs({
    options: { port: option, data: option, webhook: option, help: { type: 'boolean', short: 'h' } },
    allowPositionals: true,
  })
  const inside = positionals[0] === 'clerk'
  const [first = inside ? 'help' : 'start', ...args] = inside ? positionals.slice(1) : positionals
  const command = values.help ? 'help' : first
  const { port, dataDir } = settings(values)
  if (command === 'token') return await tokenCommand(connect({ port, dataDir }), args)
  if (command !== 'start') return await clerkCommand(() => connect({ port, dataDir }), [command, ...args])
  const { webhook } = values
  const nodeEnv = process.env['NODE_ENV']
  const clerk = await startLocalClerk({ port, dataDir, nodeEnv, ...(webhook && { webhookUrl: webhook }) })
  return startAdvice(clerk, dataDir, webhook)
}

try {
  process.stdout.write(`${await run()}\n`)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
