import type { OutgoingHttpHeaders } from 'node:http'
import type { Context } from '../../trpc/context.ts'
import type { Answer } from '../answer/answer.ts'
import type { HttpRequest } from '../http-request.ts'

/** What one REST path does after its caller was authenticated and counted. */
export type Resource = {
  methods: readonly string[]
  /** The request headers that pages of other origins may set. */
  requestHeaders: readonly string[]
  /** How many points a request counts in the limits. */
  weight: number
  /** Adds to `headers`, with which an error is answered too. */
  answer(request: HttpRequest, headers: OutgoingHttpHeaders, context: Context): Promise<Answer>
}
