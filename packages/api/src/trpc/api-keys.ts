import { z } from 'zod'
import { READ_SCOPE } from '../access/admit.ts'
import type { ApiKeyRecord } from '../clerk/api-key-service.ts'
import { RosterError } from '../errors.ts'
import { visibleText } from './storable-text.ts'
import { memberProcedure, router } from './trpc.ts'

const apiKeySchema = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: z.iso.datetime(),
  /** Null if it never expires. */
  expiresAt: z.iso.datetime().nullable(),
  lastUsedAt: z.iso.datetime().nullable(),
  revoked: z.boolean(),
})

const newApiKeySchema = apiKeySchema
  .pick({ id: true, name: true, createdAt: true, expiresAt: true })
  .extend({ secret: z.string() })

const DAY_SECONDS = 24 * 60 * 60

const adminProcedure = memberProcedure.use(({ ctx, next }) => {
  if (ctx.services.mayManageKeys(ctx)) return next()
  throw new RosterError('FORBIDDEN', {
    message: 'Only administrators of the organization manage its API keys; ask one of them',
  })
})

/** The API keys of the caller's organization, for callers outside the browser. */
export const apiKeysRouter = router({
  /** All keys, the newest first, also those that were revoked or have expired. */
  list: adminProcedure
    .meta({ weight: 5 })
    .input(z.void())
    .output(z.array(apiKeySchema))
    .query(async ({ ctx }) => (await ctx.services.apiKeys.list(ctx.orgId)).map(shown)),

  /** Creates a key that may list users. Only this answer contains its secret. */
  create: adminProcedure
    .meta({ weight: 10 })
    .input(z.object({ name: visibleText.min(3).max(100), expiresInDays: z.int().min(1).max(3650).nullable() }))
    .output(newApiKeySchema)
    .mutation(async ({ ctx, input: { name, expiresInDays } }) => {
      const secondsUntilExpiration = expiresInDays && expiresInDays * DAY_SECONDS
      const made = { name, scopes: [READ_SCOPE], createdBy: ctx.userId, secondsUntilExpiration }
      const key = await ctx.services.apiKeys.create(ctx.orgId, made)
      return { ...shown(key), secret: key.secret }
    }),

  /** Revokes a key of the caller's organization: at once in this process, within 30 s in others. */
  revoke: adminProcedure
    .meta({ weight: 10 })
    .input(z.object({ id: z.string().regex(/^\w{1,64}$/, 'is not the id of an API key') }))
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.services.apiKeys.revoke(ctx.orgId, input.id)),
})

function shown({ id, name, createdAt, expiration, lastUsedAt, revoked }: ApiKeyRecord): z.infer<typeof apiKeySchema> {
  return {
    id,
    name,
    createdAt: new Date(createdAt).toISOString(),
    expiresAt: timeOrNull(expiration),
    lastUsedAt: timeOrNull(lastUsedAt),
    revoked,
  }
}

function timeOrNull(milliseconds: number | null): string | null {
  return milliseconds === null ? null : new Date(milliseconds).toISOString()
}
