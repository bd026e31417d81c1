import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { endWithThisProcess } from './end-with-this-process.ts'

/** Runs a script in a process of its own and yields the JSON lines that it prints; `kill -9` once the caller stops reading. */
export async function* jsonLines(script: string, env: NodeJS.ProcessEnv, ...args: string[]): AsyncGenerator {
  const node = ['--expose-gc', '--import', 'tsx', '-C', '@roster/source', script]
  const child = spawn(process.execPath, [...node, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  endWithThisProcess(child)
  try {
    for await (const text of createInterface(child.stdout)) {
      if (!text.startsWith('{')) continue
      const line: unknown = JSON.parse(text)
      yield line
    }
  } finally {
    child.kill('SIGKILL')
  }
}
