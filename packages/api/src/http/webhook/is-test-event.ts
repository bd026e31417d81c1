import { z } from 'zod'

// Clerk's dashboard sends these by “Send example”: the instance of the documentation, or an id of a sample.
const testEvent = z.union([
  z.object({ instance_id: z.literal('ins_123') }),
  z.object({ data: z.object({ id: z.string().regex(/^[a-z]+_sample_/) }) }),
])

/** Whether a verified event is a test of the endpoint, and about no real user. */
export function isTestEvent(event: unknown): boolean {
  return testEvent.safeParse(event).success
}
