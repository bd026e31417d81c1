import { parseArgs } from 'node:util'
import type { Command } from './command.ts'

export const start: Command = {
  summary: 'serves until SIGTERM or SIGINT',
  usage: `

Serves the page, the REST paths and tRPC, and keeps the mirror in step with Clerk. .env.example describes the variables. It first
applies missing migrations; if servers may not, run “roster migrate” before.`,
  async run(args) {
    parseArgs({ args })
    await import('../main.ts')
    return undefined
  },
}
