import { z } from 'zod'
import type { Connection } from './connection.ts'

const answer = z.object({ jwt: z.string() })

export async function tokenCommand({ call, origin }: Connection, args: readonly string[]): Promise<string> {
  const [email = 'alice@acme.test', organization = 'acme'] = args
  const { jwt } = await call('POST', '/control/tokens', answer, {
    email,
    organization: organization === 'none' ? null : organization,
    azp: origin,
  })
  return jwt
}
