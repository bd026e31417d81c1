const PARSE = 0x50
const CLOSE = 0x43
const STATEMENT = 0x53

/**
 * The same batch, with the name that its statement gives freed before: PGlite is one session for all clients, and another
 * may have given it. That one's statement is not lost to it, because here one name always means one text.
 */
export function closeNamed(batch: Buffer): Buffer {
  if (batch[0] !== PARSE) return batch
  const name = batch.subarray(5, batch.indexOf(0, 5) + 1)
  if (name.length <= 1) return batch
  const head = Buffer.from([CLOSE, 0, 0, 0, 0, STATEMENT])
  head.writeInt32BE(5 + name.length, 1)
  return Buffer.concat([head, name, batch])
}
