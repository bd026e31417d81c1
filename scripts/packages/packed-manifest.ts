import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'

export const root = path.resolve(import.meta.dirname, '../..')
/** The published packages, each after its dependencies. */
export const PUBLISHED = ['db', 'api', 'team-picker', 'clerk-local'] as const

const versions = z.record(z.string(), z.string())
const entry = z.union([z.string(), versions])
const manifest = z.looseObject({
  name: z.string(),
  version: z.string(),
  exports: z.record(z.string(), entry),
  dependencies: versions.optional(),
})
const { catalog } = z
  .object({ catalog: versions })
  .parse(parse(readFileSync(path.join(root, 'pnpm-workspace.yaml'), 'utf8')))

const read = (name: string) =>
  manifest.parse(JSON.parse(readFileSync(path.join(root, 'packages', name, 'package.json'), 'utf8')))

/**
 * The package.json as it is packed: without conditions and entries for workspace sources, and with a version for each
 * dependency. pnpm does only a part of this, and only if it packs the package itself.
 */
export function packedManifest(name: string) {
  const { devDependencies: _, scripts: __, ...own } = read(name)
  return {
    ...own,
    exports: Object.fromEntries(Object.entries(own.exports).flatMap(([key, value]) => packedEntry(key, value))),
    ...(own.dependencies && {
      dependencies: Object.fromEntries(
        Object.entries(own.dependencies).map(([dependency, wanted]) => [dependency, versionOf(dependency, wanted)]),
      ),
    }),
  }
}

function packedEntry(key: string, value: z.infer<typeof entry>): [string, z.infer<typeof entry>][] {
  if (typeof value === 'string') return [[key, value]]
  const { '@roster/source': _, ...conditions } = value
  return Object.keys(conditions).length > 0 ? [[key, conditions]] : []
}

function versionOf(dependency: string, wanted: string): string {
  if (wanted === 'workspace:*') return read(dependency.replace('@roster/', '')).version
  const version = wanted === 'catalog:' ? catalog[dependency] : wanted
  if (version === undefined)
    throw new Error(`${dependency} is not in the catalog of pnpm-workspace.yaml: add it there.`)
  // Prisma's packages need equal versions, and files of the embedded database need the version that wrote them.
  return /^@(prisma|electric-sql)\//.test(dependency) ? version : `^${version}`
}
