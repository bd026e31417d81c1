import type { OutgoingHttpHeaders } from 'node:http'
import type { Held } from '../../news/create-news.ts'
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
  /** Adds to `headers`, with which an error is answered too. A request that is to be held begins anew after its wait. */
  answer(request: HttpRequest, headers: OutgoingHttpHeaders, context: Context): Promise<Answer | Held>
}
