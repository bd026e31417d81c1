import path from 'node:path'

const here = path.resolve(import.meta.dirname, '../../..')

/** A file of the built reference app, in this checkout or in the one in the folder `checkout`. */
export function builtServer(file: 'main.js' | 'commands/roster.js', checkout = here): string {
  return path.resolve(checkout, 'apps/web/dist/server', file)
}
