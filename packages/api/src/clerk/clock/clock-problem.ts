/** How far the database's and Clerk's clocks are ahead of this server's, in ms; null if not read yet. */
export type Clocks = { databaseAheadMs: number | null; clerkAheadMs: number | null }

export type ClockProblem = { level: 'warn' | 'error'; message: string }

const WARN_MS = 3_000
const ERROR_MS = 30_000

/** Which clock is wrong, by how much, and what fails because of it; null while they agree. Only with three clocks is that certain. */
export function clockProblem({ databaseAheadMs, clerkAheadMs }: Clocks): ClockProblem | null {
  const database = databaseAheadMs ?? 0
  const clerk = clerkAheadMs ?? 0
  const off = Math.max(Math.abs(database), Math.abs(clerk))
  if (off < WARN_MS) return null
  const level = off < ERROR_MS ? 'warn' : 'error'
  if (isOff(clerk)) return { level, message: `This server’s clock is ${away(-clerk)} Clerk’s. ${serverFails}` }
  if (clerkAheadMs !== null)
    return { level, message: `The database’s clock is ${away(database)} this server’s and Clerk’s. ${databaseFails}` }
  return {
    level,
    message: `This server’s clock is ${away(-database)} the database’s. ${serverFails} If the database’s is the wrong one: ${databaseFails}`,
  }
}

const isOff = (ms: number) => Math.abs(ms) >= WARN_MS
const away = (ms: number) => `${Math.round(Math.abs(ms) / 1000)} s ${ms < 0 ? 'behind' : 'ahead of'}`

const serverFails =
  'From 5 s on sessions are refused with 401, and from 5 minutes on webhooks with 400. Let NTP keep this machine’s clock right.'
const databaseFails =
  'Members who join again may be refused, and rows with a time in the future are read again once it is right. Let NTP keep the database’s clock right.'
