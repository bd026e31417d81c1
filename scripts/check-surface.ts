// Fails if the library's public interface is larger than promised: at most 20 names in its index and 8 on a Roster,
// each with a doc comment, and no SQL, pool or Prisma client in their types. Reads the output of `pnpm build`.
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

const MOST_NAMES = 20
const MOST_MEMBERS = 8
const root = path.resolve(import.meta.dirname, '..')
const problems: string[] = []

const index = readFileSync(path.join(root, 'packages/api/src/index.ts'), 'utf8')
const exported = [...index.matchAll(/export (?:type )?\{([^}]*)\} from '([^']+)'/g)].flatMap(
  ([, names = '', from = '']) =>
    names
      .split(',')
      .map((name) => name.trim().replace(/^type /, ''))
      .filter(Boolean)
      .map((name) => ({ name: name.split(' as ')[0] ?? name, from })),
)
if (exported.length > MOST_NAMES)
  problems.push(`@roster/api exports ${exported.length} names, and may have ${MOST_NAMES}`)
for (const { name, from } of exported) {
  const text = readFileSync(path.join(root, 'packages/api/src', from), 'utf8')
  const declared = new RegExp(`\\*/\\nexport (?:async )?(?:type|const|function\\*?|class) ${name}\\b`)
  if (!declared.test(text)) problems.push(`@roster/api: ${name} has no doc comment`)
}

const dist = path.join(root, 'packages/api/dist')
const seen = new Set<string>()
function walk(file: string): void {
  if (seen.has(file) || !existsSync(file)) return
  seen.add(file)
  const text = readFileSync(file, 'utf8')
  if (/PrismaClient|\bpg\.|from ["'](?:pg|@prisma\/)/.test(text))
    problems.push(`${path.relative(root, file)} shows a pool or Prisma to whoever uses the library`)
  for (const [, specifier = ''] of text.matchAll(/(?:from|import\() ?["'](\.[^"']+)["']/g))
    walk(path.resolve(path.dirname(file), specifier.replace(/\.(?:js|ts)$/, '.d.ts')))
}
walk(path.join(dist, 'index.d.ts'))
if (seen.size < 5) problems.push('packages/api/dist holds no types: run `pnpm build`')

const door = readFileSync(path.join(root, 'packages/api/src/roster.ts'), 'utf8')
const [, body = ''] = /export type Roster = \{\n([\s\S]*?)\n\}/.exec(door) ?? []
const members = [...body.matchAll(/^ {2}(\w+)[(:?]/gm)].map(([, name]) => name)
if (members.length === 0 || members.length > MOST_MEMBERS)
  problems.push(`a Roster has ${members.length} names (${members.join()}), and may have ${MOST_MEMBERS}`)

for (const problem of problems) console.error(problem)
process.exitCode = problems.length > 0 ? 1 : 0
