import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import type { z } from 'zod'

/**
 * Runs a script of this folder with `plan` in a process on the second core, so that the load generator does not slow the
 * server, and returns its outcome. With `yields`, other processes have priority on that core.
 */
export async function onSecondCore<Outcome extends z.ZodType>(
  script: string,
  plan: object,
  outcome: Outcome,
  yields = false,
): Promise<z.output<Outcome>> {
  const node = [process.execPath, '--import', 'tsx', path.join(import.meta.dirname, script)]
  const priority = yields ? ['chrt', '--idle', '0'] : []
  const child = spawn('taskset', ['-c', '1', ...priority, ...node], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const ended = once(child, 'exit')
  const answer = once(child, 'message')
  child.send(plan)
  const messages: unknown[] = await answer
  await ended
  return outcome.parse(messages[0])
}
