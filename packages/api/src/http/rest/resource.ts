import type { OutgoingHttpHeaders } from 'node:http'
import type { Context } from '../../trpc/context.ts'
import type { Answer } from '../answer/answer.ts'
import type { HttpRequest } from '../http-request.ts'

/** What one REST path does once its caller is known and counted. */
export type Resource = {
  methods: readonly string[]
  /** Headers of a request that pages of other origins may set. */
  requestHeaders: readonly string[]
  /** What a request weighs in the limits. */
  weight: number
  /** `headers` are those of every answer, errors too. */
  answer(request: HttpRequest, headers: OutgoingHttpHeaders, context: Context): Promise<Answer>
}
