import { z } from 'zod'

const chance = z.number().min(0).max(1)
const count = z.number().int().min(0)

/** A rule ends after `times` uses, or `forMs` after it was set; without either it lasts until it is taken away. */
const wear = { times: count.optional(), forMs: count.optional() }

const apiAnswerSchema = z.strictObject({
  /** Below `apiUrl`: `*` stands for a part of one segment, `**` for anything. Only a pattern with `?` looks at the query. */
  path: z.string(),
  method: z.string().optional(),
  status: z
    .number()
    .int()
    .min(200)
    .max(599)
    .refine((status) => ![204, 205, 304].includes(status), 'has no body'),
  /** Sent as JSON, a string as plain text; an error in Clerk's shape unless given. */
  body: z.unknown().optional(),
  ...wear,
})

const oddRecordSchema = z.strictObject({
  /** An id, or the `object` of all records of a kind, such as `user`. */
  record: z.string(),
  /** A dotted path within the record, such as `email_addresses.0.id`. */
  field: z.string(),
  /** Any JSON value; without it the field is missing. */
  value: z.unknown().optional(),
  /** `api`, `webhooks` or one type of event; everywhere unless given. */
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
  /** Lists refuse to begin after so many records (422), as a service does that can't page so far. */
  apiMaxOffset: count.nullable(),
  apiAnswers: z.array(apiAnswerSchema),
  oddRecords: z.array(oddRecordSchema),
  clockAheadMs: z.number().int(),
  sessionTokenVersion: z.union([z.literal(1), z.literal(2)]),
})

/**
 * What goes wrong on purpose. Chances are between 0 and 1; delays and ages are milliseconds.
 * With a `seed` the same requests and events meet the same fate. Faults of the Backend API leave the Frontend API alone.
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
