import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** Starts a process that runs until it is disposed of; resolves with its output once that matches `ready`. */
export async function startProcess(
  cwd: string,
  env: NodeJS.ProcessEnv,
  [command = '', ...args]: string[],
  ready: RegExp,
) {
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'inherit'] })
  const output = await new Promise<string>((resolve, reject) => {
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      if (ready.test(text)) resolve(text)
    })
    child.once('error', reject)
    child.once('exit', () => reject(new Error(`${command} ended before it was ready:\n${text}`)))
  })
  return {
    output,
    async [Symbol.asyncDispose]() {
      child.kill()
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    },
  }
}
