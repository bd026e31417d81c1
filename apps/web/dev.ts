// `pnpm dev`: the server, restarted when its code changes, and the page with hot reload at http://localhost:5173.
import { spawn } from 'node:child_process'
import { createServer } from 'vite'

const pagePort = 5173
const { PORT = '3000', CLERK_AUTHORIZED_PARTIES } = process.env
const parties = [`http://localhost:${PORT}`, `http://127.0.0.1:${PORT}`, `http://localhost:${pagePort}`]
// A restart must not wait for a balancer.
const env = {
  ...process.env,
  DRAIN_SECONDS: '0',
  CLERK_AUTHORIZED_PARTIES: CLERK_AUTHORIZED_PARTIES ?? parties.join(','),
}
// Groups of their own, because both start further processes.
const options = { cwd: import.meta.dirname, stdio: 'inherit', env, detached: true } as const
const root = new URL('../..', import.meta.url)

const children = [
  spawn('tsc', ['-b', 'tsconfig.server.json', '--watch', '--preserveWatchOutput'], options),
  spawn(process.execPath, ['--watch', 'apps/web/dist/server/main.js'], { ...options, cwd: root }),
]
// However this ends, the port of the page taken or the terminal closed, they end with it.
process.once('exit', () => {
  for (const { pid } of children) if (pid !== undefined) process.kill(-pid, 'SIGTERM')
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(0))

const page = await createServer({ root: import.meta.dirname, server: { port: pagePort, strictPort: true } })
await page.listen()
page.printUrls()
