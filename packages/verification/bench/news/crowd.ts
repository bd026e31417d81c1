import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { z } from 'zod'

const report = z.object({
  /** Since the last report. */
  answers: z.array(z.object({ client: z.number(), status: z.number(), atMs: z.number() })),
  /** Connections that broke so far. */
  problems: z.number(),
  waiting: z.number(),
})

type Plan = { url: string; authorizations: readonly string[]; rampMs: number }

/** Clients that wait for news from a process of their own, which gets what the server and the database leave of the cores. */
export function startCrowd(plan: Plan) {
  const script = path.join(import.meta.dirname, 'crowd-process.ts')
  const child = spawn('chrt', ['-i', '0', process.execPath, '--import', 'tsx', script], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  child.send(plan)
  async function ask(what: 'report' | 'finish'): Promise<z.infer<typeof report>> {
    const answer = once(child, 'message')
    child.send(what)
    const messages: unknown[] = await answer
    return report.parse(messages[0])
  }
  return {
    report: () => ask('report'),
    /** The same; the clients ask nothing more once their pending answers have come. */
    finish: () => ask('finish'),
    stop: () => child.disconnect(),
  }
}
