import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { z } from 'zod'

/** Runs a script in a process of its own, started by a command that chooses its core or its priority. */
export function startScript(script: string, [command, ...flags]: [string, ...string[]]) {
  const child = spawn(command, [...flags, process.execPath, '--import', 'tsx', script], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  return {
    send: (message: object) => child.send(message),
    async ask<Schema extends z.ZodType>(message: object | string, schema: Schema): Promise<z.output<Schema>> {
      const answer = once(child, 'message')
      child.send(message)
      const messages: unknown[] = await answer
      return schema.parse(messages[0])
    },
    ended: once(child, 'exit'),
    stop: () => child.disconnect(),
  }
}
