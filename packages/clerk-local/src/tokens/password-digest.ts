import { scryptSync } from 'node:crypto'

/** The salt is fixed, because these are demo passwords. A digest is stored so that no typed password is readable on disk. */
export function passwordDigest(password: string): string {
  return scryptSync(password, 'roster local clerk', 32, { N: 1024 }).toString('base64')
}
