#!/usr/bin/env node
// The command line `roster COMMAND …`, in the repository, in the production folder and in the image.
import { loadEnvFile } from '../load-env-file.ts'
import { backfill } from './backfill.ts'
import type { Command } from './command.ts'
import { doctor } from './doctor.ts'
import { migrate } from './migrate.ts'
import { reconcile } from './reconcile.ts'
import { seed } from './seed.ts'
import { smoke } from './smoke.ts'
import { start } from './start.ts'
import { token } from './token.ts'

const { stderr, stdout } = process
const commands = new Map<string, Command>(
  Object.entries({ start, migrate, backfill, reconcile, doctor, smoke, token, seed }),
)

const [word = 'help', ...args] = process.argv.slice(2)
const command = commands.get(word)
// The reader, such as `head`, may have enough. A server goes on without whoever started it.
stdout.on('error', () => word === 'start' || process.exit(1))
try {
  if (!command) help(word)
  else if (args.some((arg) => arg === '--help' || arg === '-h')) stdout.write(`roster ${word}${command.usage}\n`)
  else {
    loadEnvFile()
    const status = await command.run(args)
    if (status !== undefined) process.exit(status)
  }
} catch (error) {
  stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  if (isArgumentError(error)) stderr.write(`See: roster ${word} --help\n`)
  process.exit(1)
}

function help(word: string): void {
  const isAsked = ['help', '--help', '-h'].includes(word)
  const list = [...commands].map(([name, { summary }]) => `  ${name.padEnd(10)} ${summary}`).join('\n')
  const text = `roster COMMAND [--help]\n\n${list}\n\nVariables are read from the environment and from .env; .env.example describes each.\n`
  if (isAsked) return void stdout.write(text)
  stderr.write(`There is no command ${word}, so nothing was done.\n\n${text}`)
  process.exitCode = 1
}

function isArgumentError(error: unknown): boolean {
  return String(Reflect.get(Object(error), 'code')).startsWith('ERR_PARSE_ARGS')
}
