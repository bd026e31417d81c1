import type { Env } from './env.ts'

/** The addresses and the setup, for the person who started Roster. */
export function banner(env: Env, port: number): string {
  const url = `http://localhost:${port}`
  const lines = [
    `Roster is ready at ${url}`,
    '',
    `REST path  ${url}/api/v1/entities/users`,
    `API docs   ${url}/api/docs`,
    ...(env.METRICS_PORT === undefined ? [] : [`Metrics    http://localhost:${env.METRICS_PORT}/metrics`]),
    `Database   ${env.DATABASE_URL ? 'the server of DATABASE_URL' : `embedded, in ${env.DATA_DIR}`}`,
    env.clerk === 'local'
      ? 'Clerk      local: sign in with one of the demo accounts that the page shows'
      : 'Clerk      your instance',
  ]
  return `\n${lines.map((line) => (line ? `  ${line}` : '')).join('\n')}\n\n`
}
