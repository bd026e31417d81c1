import { createHash, randomBytes } from 'node:crypto'

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** `prefix_` and 27 characters, like Clerk's. With `name` the id is the same on every machine. */
export function newId(prefix: string, name?: string): string {
  const bytes = name === undefined ? randomBytes(27) : createHash('sha256').update(`${prefix}:${name}`).digest()
  return `${prefix}_${Array.from(bytes.subarray(0, 27), (byte) => alphabet[byte % 62]).join('')}`
}
