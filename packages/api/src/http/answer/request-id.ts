import { randomFillSync } from 'node:crypto'
import type { HttpRequest } from '../http-request.ts'

const BYTES = 12
// Filled for many ids at once: a UUID takes three times as long, and 500 bytes of memory.
const pool = Buffer.alloc(512 * BYTES)
let next = pool.length

/** The caller's own id if it is safe in a log and a header, else a new one. */
export function requestId({ headers: { 'x-request-id': given } }: HttpRequest): string {
  return typeof given === 'string' && /^[\w.:-]{1,64}$/.test(given) ? given : randomId()
}

function randomId(): string {
  if (next === pool.length) {
    randomFillSync(pool)
    next = 0
  }
  return pool.toString('base64url', next, (next += BYTES))
}
