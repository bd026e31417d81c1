import { createHash, randomBytes } from 'node:crypto'

/** `prefix_` and 27 characters, like Clerk's. With `name` the id is the same on every machine. */
export function newId(prefix: string, name?: string): string {
  const characters =
    name === undefined
      ? randomBytes(32).toString('base64')
      : createHash('sha256').update(`${prefix}:${name}`).digest('base64')
  // An id cannot contain these two characters of base64.
  return `${prefix}_${characters.slice(0, 27).replaceAll(/[+/]/g, 'x')}`
}
