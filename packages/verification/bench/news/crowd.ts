import path from 'node:path'
import { z } from 'zod'
import { startScript } from '../../shared/start-script.ts'

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
  const child = startScript(path.join(import.meta.dirname, 'crowd-process.ts'), ['chrt', '-i', '0'])
  child.send(plan)
  return {
    report: () => child.ask('report', report),
    /** The same; the clients ask nothing more once their pending answers have come. */
    finish: () => child.ask('finish', report),
    stop: child.stop,
  }
}
