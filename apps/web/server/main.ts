import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { loadEnvFile } from './load-env-file.ts'
import { createLog } from './log.ts'
import { banner } from './banner.ts'
import { readEnv } from './env.ts'
import { startServer } from './start-server.ts'

const HARD_EXIT_MS = 15_000

// Under load V8 comes to allocate the objects of a request as if they lived long: 3 % more CPU, and twice the heap.
setFlagsFromString('--no-allocation-site-pretenuring')

try {
  loadEnvFile()
  const env = readEnv(process.env)
  // From now on, not from the end of the start: the first process of a container ignores a signal that it does not handle.
  let end = (_drainMs: number): void => process.exit(0)
  // Ctrl+C needs no drain: no load balancer has to notice first.
  process.on('SIGINT', () => end(0))
  process.on('SIGTERM', () => end(env.DRAIN_SECONDS * 1000))
  const log = createLog(env.LOG_LEVEL)
  const server = await startServer(env, log, fileURLToPath(new URL('../public', import.meta.url)))
  process.stdout.write(banner(env, server.port))
  let ending = false
  end = (drainMs) => {
    // A second signal exits at once, as does a shutdown that hangs.
    if (ending) process.exit(1)
    ending = true
    setTimeout(() => process.exit(1), drainMs + HARD_EXIT_MS).unref()
    void server.close(delay(drainMs)).then(
      () => process.exit(0),
      () => process.exit(1),
    )
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
