import { z } from 'zod'

const chance = z.number().min(0).max(1)
const count = z.number().int().min(0)

export const faultsSchema = z.strictObject({
  seed: z.number().int().nullable(),
  webhookDropChance: chance,
  webhookDuplicateChance: chance,
  webhookDelayMs: z.tuple([count, count]),
  webhookReorder: z.boolean(),
  apiLatencyMs: count,
  apiErrorChance: chance,
  apiErrorNext: count,
  apiRateLimitChance: chance,
  apiRateLimitNext: count,
  apiRetryAfterSeconds: count,
  apiHang: z.boolean(),
  apiStaleMs: count,
  sessionTokenVersion: z.union([z.literal(1), z.literal(2)]),
})

/**
 * What goes wrong on purpose. Chances are between 0 and 1; delays and ages are milliseconds; a `…Next` count wears off by itself.
 * With a `seed` the same requests and events meet the same fate. Backend API faults leave `/v1/jwks` and the Frontend API alone.
 */
export type Faults = z.infer<typeof faultsSchema>

export const noFaults: Faults = {
  seed: null,
  webhookDropChance: 0,
  webhookDuplicateChance: 0,
  webhookDelayMs: [0, 0],
  webhookReorder: false,
  apiLatencyMs: 0,
  apiErrorChance: 0,
  apiErrorNext: 0,
  apiRateLimitChance: 0,
  apiRateLimitNext: 0,
  apiRetryAfterSeconds: 1,
  apiHang: false,
  apiStaleMs: 0,
  sessionTokenVersion: 2,
}
