const QUERY = 0x51
const SYNC = 0x53
const TERMINATE = 0x58

/** Splits a PostgreSQL client's bytes into batches that the server answers with ReadyForQuery. `end`: it terminates. */
export function createMessageBatches(): { read(chunk: Buffer): { batches: Buffer[]; end: boolean } } {
  let pending: Buffer = Buffer.alloc(0)
  let scanned = 0
  let started = false

  return {
    read(chunk) {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
      const batches: Buffer[] = []
      for (;;) {
        // The startup message is the only one without a type byte.
        const lengthAt = scanned + (started ? 1 : 0)
        if (pending.length < lengthAt + 4) break
        const end = lengthAt + pending.readInt32BE(lengthAt)
        if (pending.length < end) break
        const type = started ? pending[scanned] : SYNC
        started = true
        if (type === TERMINATE) return { batches, end: true }
        scanned = end
        if (type !== QUERY && type !== SYNC) continue
        batches.push(pending.subarray(0, end))
        pending = pending.subarray(end)
        scanned = 0
      }
      return { batches, end: false }
    },
  }
}
