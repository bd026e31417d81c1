import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Browser } from 'playwright-core'
import { inject } from 'vitest'
import { z } from 'zod'
import { contextPool, launchChromium } from '../../../packages/team-picker/testing/index.ts'
import { freePort } from '../release-test/free-port.ts'

/** The built server as `pnpm start` runs it, and a browser. */
export type RunningApp = AsyncDisposable & {
  url: string
  browser: Browser
  /** Opens pages in contexts that closed pages leave, which have the scripts. */
  open: ReturnType<typeof contextPool>
  /** Calls the local Clerk's Backend API; throws if the call is refused. */
  clerk: <Schema extends z.ZodType>(
    method: string,
    path: string,
    answer: Schema,
    body?: unknown,
  ) => Promise<z.output<Schema>>
}

const keysSchema = z.object({ secretKey: z.string() })

/** Starts on a copy of the demo data, or as for the first time: on an empty folder. */
export async function runApp(data: 'seeded' | 'empty' = 'seeded'): Promise<RunningApp> {
  const folder = await mkdtemp(path.join(tmpdir(), 'roster-e2e-'))
  const seeded = inject('seeded')[Number(process.env['VITEST_POOL_ID']) - 1]
  if (!seeded)
    throw new Error('This worker has no demo data. Does seed-demo.ts seed as many as the project has workers?')
  if (data === 'seeded') await cp(seeded.folder, folder, { recursive: true })
  const port = await freePort()
  const clerkPort = data === 'seeded' ? seeded.clerkPort : await freePort()
  const main = path.resolve(import.meta.dirname, '../dist/server/main.js')
  const variables = {
    PORT: String(port),
    CLERK_LOCAL_PORT: String(clerkPort),
    DATA_DIR: folder,
    LOG_LEVEL: 'error',
  }
  const { DATABASE_URL: _, ...rest } = process.env
  const server = spawn(process.execPath, [main], {
    env: { ...rest, ...variables },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let isReady = false
  for await (const text of server.stdout) {
    isReady = String(text).includes('Roster is ready')
    if (isReady) break
  }
  if (!isReady) throw new Error('The server ended before it was ready. Its last line says why.')
  server.stdout.resume()
  const { secretKey } = keysSchema.parse(JSON.parse(await readFile(path.join(folder, 'clerk', 'keys.json'), 'utf8')))
  const browser = await launchChromium()
  const url = `http://localhost:${port}`
  return {
    url,
    browser,
    open: contextPool(browser, url),
    async clerk(method, resource, answer, body) {
      const response = await fetch(`http://127.0.0.1:${clerkPort}/bapi/v1${resource}`, {
        method,
        headers: { authorization: `Bearer ${secretKey}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      if (!response.ok) throw new Error(`Clerk refused ${method} ${resource}: ${await response.text()}`)
      return answer.parse(await response.json())
    },
    async [Symbol.asyncDispose]() {
      await browser.close()
      const ended = once(server, 'exit')
      server.kill('SIGINT')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}
