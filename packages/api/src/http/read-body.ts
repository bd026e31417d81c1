import { RosterError } from '../errors.ts'
import type { HttpRequest } from './http-request.ts'

// Clerk's largest events are a tenth of this.
const MAX_BODY_BYTES = 256 * 1024

/** The bytes of a JSON request, counted as they arrive: a length that a header claims is no limit. */
export async function readBody(request: HttpRequest): Promise<Uint8Array<ArrayBuffer>> {
  const mediaType = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase()
  if (mediaType !== 'application/json') throw new RosterError('UNSUPPORTED_MEDIA_TYPE')
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk)
    size += bytes.length
    if (size > MAX_BODY_BYTES) throw new RosterError('PAYLOAD_TOO_LARGE')
    chunks.push(bytes)
  }
  return Buffer.concat(chunks)
}
