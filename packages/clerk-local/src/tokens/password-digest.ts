import { scryptSync } from 'node:crypto'

/** One salt for all: these passwords are documented demo data, and the cost keeps typed ones off the disk in the clear. */
export function passwordDigest(password: string): string {
  return scryptSync(password, 'roster local clerk', 32, { N: 1024 }).toString('base64')
}
