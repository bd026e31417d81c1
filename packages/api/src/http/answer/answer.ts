import type { OutgoingHttpHeaders } from 'node:http'
import type { Bytes } from '../../list/encoding.ts'

/** The pieces of the body may be shared with other answers. A large body counts towards the limit of `caller`. */
export type Answer = { status: number; headers: OutgoingHttpHeaders; body?: readonly Bytes[]; caller?: string }

/** Sends an answer the way that its request came, or throws 503 before anything of it is sent. */
export type Deliver = (answer: Answer) => void

// The bytes that a socket accepts at once: a smaller answer never waits for its reader.
export const BIG_BYTES = 64 * 1024
