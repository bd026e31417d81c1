import { TRPCError } from '@trpc/server'
import { createCaller } from '../../trpc/router.ts'
import { resolveInputSchema } from '../../trpc/resolve-input.ts'
import { invalidInput } from '../../errors.ts'
import { readBody } from '../read-body.ts'
import { contentTypes } from './negotiate.ts'
import type { Resource } from './resource.ts'

/** The REST path that resolves ids to present and former members. */
export const resolveResource: Resource = {
  methods: ['POST'],
  requestHeaders: ['Authorization', 'Content-Type', 'X-Request-Id'],
  weight: 2,
  async answer(request, headers, context) {
    // A caller who is not admitted gets that error first, and the body is not read.
    await context.admission()
    const { data, error } = resolveInputSchema.safeParse(parsed(await readBody(request)))
    if (!data) throw invalidInput(error)
    const people = await createCaller(context).users.resolve(data)
    headers['content-type'] = contentTypes.json
    headers['cache-control'] = 'private, no-cache'
    return { status: 200, headers, body: [Buffer.from(JSON.stringify(people))] }
  },
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString())
  } catch (cause) {
    throw new TRPCError({ code: 'PARSE_ERROR', cause })
  }
}
