import { randomUUID } from 'node:crypto'
import type { HttpRequest } from '../http-request.ts'

/** The caller's own id if it is safe in a log and a header, else a new one. */
export function requestId({ headers: { 'x-request-id': given } }: HttpRequest): string {
  return typeof given === 'string' && /^[\w.:-]{1,64}$/.test(given) ? given : randomUUID()
}
