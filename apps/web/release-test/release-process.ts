import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmod, cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'

/** A copy of the production folder as an operator has it: read-only, owned by another user, a space in its path. */
export type Release = AsyncDisposable & {
  folder: string
  /** Runs `roster COMMAND …` and waits until it ends. */
  run(args: string[], env: NodeJS.ProcessEnv): Promise<{ status: number; output: string }>
  /** Runs `roster start`, and resolves once it is ready. */
  start(env: NodeJS.ProcessEnv): Promise<RunningRelease>
}

export type RunningRelease = { url: string; child: ChildProcess; end(): Promise<number | null> }

const NOBODY = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
const READY = /ready at http:\/\/localhost:(\d+)/

/** Copies a production folder, by default the one that `pnpm test:release` has built. */
export async function copyRelease(from = process.env['RELEASE']): Promise<Release> {
  if (from === undefined) throw new Error('RELEASE names no folder to test: run pnpm test:release, which builds one.')
  const parent = await mkdtemp(path.join(tmpdir(), 'roster release '))
  const folder = path.join(parent, 'Roster of nobody')
  await cp(from, folder, { recursive: true })
  await chmod(parent, 0o555)
  const options = (env: NodeJS.ProcessEnv) => ({ ...NOBODY, cwd: folder, env: { PATH: process.env['PATH'], ...env } })

  return {
    folder,
    run: (args, env) =>
      new Promise((resolve) => {
        execFile(process.execPath, ['roster.js', ...args], options(env), (error, stdout, stderr) =>
          resolve({ status: error ? Number(error.code) : 0, output: stdout + stderr }),
        )
      }),

    async start(env) {
      const child = spawn(process.execPath, ['roster.js', 'start'], {
        ...options(env),
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const url = await new Promise<string>((resolve, reject) => {
        child.once('exit', (status) => reject(new Error(`The release ended with ${status} before it was ready.`)))
        createInterface(child.stdout).on('line', (line) => {
          const [, port] = READY.exec(line) ?? []
          if (port !== undefined) resolve(`http://127.0.0.1:${port}`)
        })
      })
      const end = async () => {
        const ended = once(child, 'exit')
        child.kill('SIGTERM')
        await ended
        return child.exitCode
      }
      return { url, child, end }
    },

    async [Symbol.asyncDispose]() {
      await chmod(parent, 0o755)
      await rm(parent, { recursive: true })
    },
  }
}
