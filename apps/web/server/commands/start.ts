import { parseArgs } from 'node:util'
import type { Command } from './command.ts'

export const start: Command = {
  summary: 'serves until SIGTERM or SIGINT',
  usage: `

Serves the page, the REST path and tRPC, and keeps the mirror right. .env.example describes the variables. It first applies the
migrations that the database lacks; where servers may not, run “roster migrate” before.`,
  async run(args) {
    parseArgs({ args })
    await import('../main.ts')
    return undefined
  },
}
