import { z } from 'zod'

const chance = z.number().min(0).max(1)
const count = z.number().int().min(0)

/** A rule expires after `times` uses or `forMs` milliseconds. Without either it stays until it is removed. */
const wear = { times: count.optional(), forMs: count.optional() }

const apiAnswerSchema = z.strictObject({
  /** Below `apiUrl`. `*` matches a part of one segment, `**` anything. Only a pattern with `?` is matched against the query. */
  path: z.string(),
  method: z.string().optional(),
  status: z
    .number()
    .int()
    .min(200)
    .max(599)
    .refine((status) => ![204, 205, 304].includes(status), 'has no body'),
  /** Sent as JSON, or as plain text if it is a string. @default an error in Clerk's shape */
  body: z.unknown().optional(),
  ...wear,
})

const oddRecordSchema = z.strictObject({
  /** The id of a record, or the `object` of all records of a kind, such as `user`. */
  record: z.string(),
  /** A dotted path within the record, such as `email_addresses.0.id`. */
  field: z.string(),
  /** Any JSON value. Without it the field is left out. */
  value: z.unknown().optional(),
  /** `api`, `webhooks` or one type of event. @default everywhere */
  in: z.string().optional(),
  ...wear,
})

export const faultsSchema = z.strictObject({
  seed: z.number().int().nullable(),
  webhookDropChance: chance,
  webhookDuplicateChance: chance,
  webhookDelayMs: z.tuple([count, count]),
  webhookReorder: z.boolean(),
  apiLatencyMs: count,
  apiErrorChance: chance,
  apiRateLimitChance: chance,
  apiRetryAfterSeconds: count,
  apiHang: z.boolean(),
  apiStaleMs: count,
  /** Lists answer 422 to a larger offset, like a service that cannot page any further. */
  apiMaxOffset: count.nullable(),
  apiAnswers: z.array(apiAnswerSchema),
  oddRecords: z.array(oddRecordSchema),
  clockAheadMs: z.number().int(),
  sessionTokenVersion: z.union([z.literal(1), z.literal(2)]),
})

/**
 * Faults on purpose. Chances are between 0 and 1, delays and ages are in milliseconds.
 * With a `seed`, the same requests and events fail in every run. Faults of the Backend API do not affect the Frontend API.
 */
export type Faults = z.infer<typeof faultsSchema>
export type ApiAnswer = z.infer<typeof apiAnswerSchema>
export type OddRecord = z.infer<typeof oddRecordSchema>

export const noFaults: Faults = {
  seed: null,
  webhookDropChance: 0,
  webhookDuplicateChance: 0,
  webhookDelayMs: [0, 0],
  webhookReorder: false,
  apiLatencyMs: 0,
  apiErrorChance: 0,
  apiRateLimitChance: 0,
  apiRetryAfterSeconds: 1,
  apiHang: false,
  apiStaleMs: 0,
  apiMaxOffset: null,
  apiAnswers: [],
  oddRecords: [],
  clockAheadMs: 0,
  sessionTokenVersion: 2,
}
