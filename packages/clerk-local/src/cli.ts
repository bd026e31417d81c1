#!/usr/bin/env node
import { connect } from './cli/connection.ts'
import { clerkCommand } from './cli/clerk-command.ts'
import { tokenCommand } from './cli/token-command.ts'

const [command, ...args] = process.argv.slice(2)

try {
  const lines =
    command === 'token'
      ? await tokenCommand(connect(), args)
      : await clerkCommand(connect, command === 'clerk' ? args : process.argv.slice(2))
  process.stdout.write(`${lines}\n`)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
