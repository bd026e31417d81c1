import { z } from 'zod'

// “Send example” in Clerk's dashboard sends these, with the documentation's instance or the id of a sample.
const testEvent = z.union([
  z.object({ instance_id: z.literal('ins_123') }),
  z.object({ data: z.object({ id: z.string().regex(/^[a-z]+_sample_/) }) }),
])

/** Whether a verified event is a test of the endpoint that concerns no real user. */
export function isTestEvent(event: unknown): boolean {
  return testEvent.safeParse(event).success
}
