import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { builtServer } from '../shared/built-server.ts'
import { endWithThisProcess } from '../shared/end-with-this-process.ts'

/** A built server in a separate process, which can be killed and started again. */
export type ServerProcess = ReturnType<typeof createServerProcess>

const READY = /ready at http:\/\/localhost:(\d+)/

/** The server's log and errors go to standard error, with its name. */
export function createServerProcess(name: string, env: NodeJS.ProcessEnv) {
  let running: ChildProcess | undefined
  let url: string | undefined

  return {
    name,
    /** Its address, or undefined while it is not ready. */
    url: () => url,

    /** Resolves when the server is ready, and rejects if it ends before. */
    async start() {
      const child = spawn(process.execPath, [builtServer('main.js')], { env, stdio: ['ignore', 'pipe', 'pipe'] })
      running = child
      endWithThisProcess(child)
      const report = (line: string) => process.stderr.write(`${name}: ${line}\n`)
      createInterface(child.stderr).on('line', report)
      const lines = createInterface(child.stdout)
      lines.on('line', (line) => line.startsWith('{') && report(line))
      await new Promise<void>((resolve, reject) => {
        child.once('exit', (code, signal) => {
          url = undefined
          reject(new Error(`${name} ended with ${code ?? signal} before it was ready; its output is above.`))
        })
        lines.on('line', (line) => {
          const [, port] = READY.exec(line) ?? []
          if (port === undefined) return
          url = `http://127.0.0.1:${port}`
          resolve()
        })
      })
    },

    /** Sends SIGTERM and resolves with the exit status. */
    async end() {
      if (!running || running.exitCode !== null) return running?.exitCode ?? null
      const ended = once(running, 'exit')
      running.kill('SIGTERM')
      await ended
      return running.exitCode
    },

    /** `kill -9`. */
    async kill() {
      if (!running || running.exitCode !== null || running.signalCode !== null) return
      const ended = once(running, 'exit')
      running.kill('SIGKILL')
      await ended
    },
  }
}
