import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { builtServer } from '../shared/built-server.ts'

/** A built server in a process of its own, which can be killed and started again. */
export type ServerProcess = {
  name: string
  /** Where it listens; undefined while it is not ready. */
  url(): string | undefined
  /** Resolves when it is ready; rejects if it ends before. */
  start(): Promise<void>
  /** SIGTERM; resolves with the status that it ends with. */
  end(): Promise<number | null>
  /** `kill -9`. */
  kill(): Promise<void>
}

const READY = /ready at http:\/\/localhost:(\d+)/

/** What the server logs or complains of goes to standard error, with its name. */
export function createServerProcess(name: string, env: NodeJS.ProcessEnv): ServerProcess {
  let running: ChildProcess | undefined
  let url: string | undefined

  return {
    name,
    url: () => url,

    async start() {
      const child = spawn(process.execPath, [builtServer('main.js')], { env, stdio: ['ignore', 'pipe', 'pipe'] })
      running = child
      const tell = (line: string) => process.stderr.write(`${name}: ${line}\n`)
      createInterface(child.stderr).on('line', tell)
      const lines = createInterface(child.stdout)
      lines.on('line', (line) => line.startsWith('{') && tell(line))
      await new Promise<void>((resolve, reject) => {
        child.once('exit', (code, signal) => {
          url = undefined
          reject(new Error(`${name} ended with ${code ?? signal} before it was ready; what it said is above.`))
        })
        lines.on('line', (line) => {
          const [, port] = READY.exec(line) ?? []
          if (port === undefined) return
          url = `http://127.0.0.1:${port}`
          resolve()
        })
      })
    },

    async end() {
      if (!running || running.exitCode !== null) return running?.exitCode ?? null
      const ended = once(running, 'exit')
      running.kill('SIGTERM')
      await ended
      return running.exitCode
    },

    async kill() {
      if (!running || running.exitCode !== null || running.signalCode !== null) return
      const ended = once(running, 'exit')
      running.kill('SIGKILL')
      await ended
    },
  }
}
