/** What the clocks say that a server can read, in ms ahead of its own; null where none was read. */
export type Clocks = { databaseAheadMs: number | null; clerkAheadMs: number | null }

export type ClockProblem = { level: 'warn' | 'error'; message: string }

const WARN_MS = 3_000
const ERROR_MS = 30_000

/** Which clock is wrong, by how much, and what fails with it; null while they agree. Two clocks can't tell which is wrong, three can. */
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
  'Whoever joins again may be refused, and what is noted with a later time is read again once it is right. Let NTP keep the database’s clock right.'
