import { spawn } from 'node:child_process'
import { mkdir, symlink } from 'node:fs/promises'
import path from 'node:path'
import { parseEnv } from 'node:util'

/** The built command as `npx @roster/clerk-local` runs it, in the folder of an app that has clerk-js 6. */
export async function standalone(folder: string, webhook: string) {
  const clerkJs = path.resolve(import.meta.dirname, '../node_modules/@clerk/clerk-js-6')
  await mkdir(path.join(folder, 'node_modules/@clerk'), { recursive: true })
  await symlink(clerkJs, path.join(folder, 'node_modules/@clerk/clerk-js'))
  const command = path.resolve(import.meta.dirname, '../dist/cli.js')
  const child = spawn(process.execPath, [command, '--port', '0', '--data', 'clerk-data', '--webhook', webhook], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let printed = ''
  for await (const text of child.stdout) {
    printed += String(text)
    if (printed.includes('CLERK_PROXY_URL=') && printed.endsWith('\n')) break
  }
  return { variables: parseEnv(printed), [Symbol.dispose]: () => void child.kill() }
}
