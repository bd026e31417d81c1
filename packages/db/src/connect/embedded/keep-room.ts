const MEGABYTE = 1024 * 1024
const EVERY_MS = 1_000
/** The next piece of the write-ahead log takes 16 MB; where it doesn't fit, PostgreSQL ends, and holds this process up for good. */
export const ROOM_BYTES = 24 * MEGABYTE

export type KeepRoom = { check: () => Promise<void>; stop: () => void }

/** What changes the session that all clients of PGlite share. */
type Session = { exec: (sql: string) => Promise<unknown> }

/** Lets the database refuse writes while its disk has no room, so that it can be read, and written again once there is. */
export function keepRoom(session: Session, freeBytes: () => Promise<number>): KeepRoom {
  let isFull = false

  async function check(): Promise<void> {
    const wasFull = isFull
    isFull = (await freeBytes()) < ROOM_BYTES
    // While full again and again: a client may reset its session, and PGlite has one for all.
    if (isFull || wasFull) await session.exec(`SET default_transaction_read_only = ${isFull ? 'on' : 'off'}`)
  }

  // A transaction that failed refuses it: the next look comes in a second.
  const timer = setInterval(() => void check().catch(() => {}), EVERY_MS)
  timer.unref()
  return { check, stop: () => clearInterval(timer) }
}
