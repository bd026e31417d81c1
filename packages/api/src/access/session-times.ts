import { createPublicKey, verify } from 'node:crypto'
import { decodeJwt } from '@clerk/backend/jwt'
import { z } from 'zod'

/** Why a genuine session token is refused: it is not valid yet, or has expired, by so many ms. */
export type TimeRefusal = { why: 'early' | 'late'; ms: number }

const claims = z.object({ iat: z.number(), nbf: z.number().optional(), exp: z.number(), iss: z.string() })
// The clock skew that the SDK allows.
const SKEW_MS = 5_000

/**
 * Explains a refused token, which must be a JWT. Null unless Clerk signed it and this process's clock is outside its times. The
 * times are compared first, because checking a signature takes longer.
 */
export function createTimeRefusal(jwtKey: string, issuer: string): (token: string) => TimeRefusal | null {
  const key = createPublicKey(jwtKey)
  return (token) => {
    const { payload, raw, signature } = decodeJwt(token)
    const { data } = claims.safeParse(payload)
    if (data?.iss !== issuer) return null
    const refusal = compare(data, Date.now())
    const text = Buffer.from(`${raw.header}.${raw.payload}`)
    return refusal && verify('RSA-SHA256', text, key, signature) ? refusal : null
  }
}

function compare({ iat, nbf = iat, exp }: z.infer<typeof claims>, nowMs: number): TimeRefusal | null {
  const early = Math.max(iat, nbf) * 1000 - nowMs
  if (early > SKEW_MS) return { why: 'early', ms: early }
  const late = nowMs - exp * 1000
  return late >= SKEW_MS ? { why: 'late', ms: late } : null
}
