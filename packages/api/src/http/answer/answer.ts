import type { OutgoingHttpHeaders } from 'node:http'
import type { Bytes } from '../../list/encoding.ts'

/** The pieces of the body may be shared with other answers. */
export type Answer = { status: number; headers: OutgoingHttpHeaders; body?: readonly Bytes[] }

/**
 * Gives an answer to the face that the request came by, or throws 503 before anything of it is sent. `caller` is null
 * where the answer is small.
 */
export type Deliver<Delivered> = (answer: Answer, caller: string | null) => Delivered

// What a socket takes at once; a smaller answer waits for nobody.
export const BIG_BYTES = 64 * 1024
