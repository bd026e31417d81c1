import { sign } from 'node:crypto'
import type { Keys } from './load-keys.ts'

export function signJwt(keys: Keys, claims: Record<string, unknown>): string {
  const header = { alg: 'RS256', cat: 'cl_B7d4PD111AAA', kid: keys.instanceId, typ: 'JWT' }
  const input = `${encode(header)}.${encode(claims)}`
  return `${input}.${sign('sha256', Buffer.from(input), keys.privateKey).toString('base64url')}`
}

function encode(value: Record<string, unknown>): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
