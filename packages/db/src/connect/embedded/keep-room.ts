const MEGABYTE = 1024 * 1024
const EVERY_MS = 1_000
/** A segment of the write-ahead log takes 16 MB. If it does not fit, PostgreSQL stops and blocks this process. */
export const ROOM_BYTES = 24 * MEGABYTE

export type KeepRoom = { check: () => Promise<void>; stop: () => void }

/** Executes SQL in the session that all clients of PGlite share. */
type Session = { exec: (sql: string) => Promise<unknown> }

/** Makes the database read-only while its disk is full, so that it can still be read, and writable afterwards. */
export function keepRoom(session: Session, freeBytes: () => Promise<number>): KeepRoom {
  let isFull = false

  async function check(): Promise<void> {
    const wasFull = isFull
    isFull = (await freeBytes()) < ROOM_BYTES
    // Repeated while the disk is full: a client may reset the session, which all clients of PGlite share.
    if (isFull || wasFull) await session.exec(`SET default_transaction_read_only = ${isFull ? 'on' : 'off'}`)
  }

  // Fails inside a failed transaction; the next check follows in a second.
  const timer = setInterval(() => void check().catch(() => {}), EVERY_MS)
  timer.unref()
  return { check, stop: () => clearInterval(timer) }
}
