import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { listen } from '@roster/api/testing'
import { z } from 'zod'
import { builtServer } from './built-server.ts'
import { cpuSeconds } from './cpu-seconds.ts'
import { endWithThisProcess } from './end-with-this-process.ts'

const probe = path.join(import.meta.dirname, 'probe.mjs')
const delays = z.object({ p50: z.number(), p99: z.number(), max: z.number() })

/** A server in a process of its own. */
export type MeasuredServer = ReturnType<typeof startMeasured>

/** Starts the server on the first core, so that the load has the second for itself, or on the `cores` given. */
function startMeasured(script: string, env: NodeJS.ProcessEnv, cores = '0') {
  // The built server runs as in production; only the bench's own files need tsx.
  const source = script.endsWith('.ts') ? ['--import', 'tsx', '-C', '@roster/source'] : []
  const child = spawn('taskset', ['-c', cores, process.execPath, ...source, '--import', probe, script], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  endWithThisProcess(child)

  const cpu = () => cpuSeconds(child.pid === undefined ? [] : [child.pid])

  return {
    cpuSeconds: cpu,
    rssMb: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0) / 1024,
    /** Open files, including connections. */
    openFiles: () => readdirSync(`/proc/${child.pid}/fd`).length,
    /** Resolves once the server is idle, so that the next measurement does not include work of the previous one. */
    async idle() {
      for (let tries = 0; tries < 150; tries += 1) {
        const before = cpu()
        await new Promise((resolve) => setTimeout(resolve, 200))
        if (cpu() - before < 0.03) return
      }
      throw new Error('A server was still busy 30 s after its load, so what follows could not be compared.')
    },
    /** The delays of its event loop since the last call, in ms. */
    async loopDelays() {
      const answer = once(child, 'message')
      child.send('loop-delays')
      return delays.parse((await answer)[0])
    },
    async stop() {
      const ended = once(child, 'exit')
      child.kill('SIGINT')
      await ended
    },
  }
}

/** Resolves with the first good answer of the server. */
export async function untilReady(url: string, headers: Record<string, string> = {}): Promise<Response> {
  for (let tries = 0; tries < 600; tries += 1) {
    const response = await fetch(url, { headers }).catch(() => undefined)
    await response?.arrayBuffer()
    if (response?.ok) return response
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`No good answer from ${url} within a minute; see the output of the servers for the reason.`)
}

type Start = { main?: string; cores?: string | undefined; ready?: string }

/** Starts the built server, or the script `main`, on a free port and waits until it answers the path `ready`. */
export async function startServer(
  env: NodeJS.ProcessEnv,
  { main = builtServer('main.js'), cores, ready = '/readyz' }: Start = {},
) {
  const free = await listen(() => {})
  await free[Symbol.asyncDispose]()
  const server = startMeasured(main, { ...env, PORT: new URL(free.url).port }, cores)
  await untilReady(free.url + ready)
  return { server, url: free.url }
}
