import { RosterError } from '../errors.ts'
import type { HttpRequest } from './http-request.ts'

// Clerk's largest events are a tenth of this.
const MAX_BODY_BYTES = 256 * 1024
const READ_BEFORE =
  'The body of a request was read before Roster received it, so the request can be neither understood nor verified. Give Roster its requests before anything that reads bodies.'

/** The bytes of a JSON request, counted as they arrive: a length that a header claims is no limit. */
export async function readBody(request: HttpRequest): Promise<Uint8Array<ArrayBuffer>> {
  const mediaType = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase()
  if (mediaType !== 'application/json') throw new RosterError('UNSUPPORTED_MEDIA_TYPE')
  if (request.readableDidRead) throw new Error(READ_BEFORE)
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of received(request)) {
    const bytes = Buffer.from(chunk)
    size += bytes.length
    if (size > MAX_BODY_BYTES) throw new RosterError('PAYLOAD_TOO_LARGE')
    chunks.push(bytes)
  }
  return Buffer.concat(chunks)
}

/** The chunks of a body. If its client disconnects, that is no failure of this process, whatever the error. */
async function* received(request: HttpRequest): AsyncGenerator<Uint8Array> {
  try {
    yield* request
  } catch (cause) {
    throw new RosterError('VALIDATION_ERROR', { message: 'The request body ended early', cause })
  }
}
