import { z } from 'zod'

// What Clerk's dashboard sends by “Send example”: the documents' own instance, or an id that says so itself.
const testEvent = z.union([
  z.object({ instance_id: z.literal('ins_123') }),
  z.object({ data: z.object({ id: z.string().regex(/^[a-z]+_sample_/) }) }),
])

/** Whether a verified event is about nobody: somebody tries the endpoint. */
export function isTestEvent(event: unknown): boolean {
  return testEvent.safeParse(event).success
}
