// Fails if a document cites a file, an anchor, a pnpm script or a `roster` command that does not exist, or if a text
// uses a term that the list below replaces.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'

const root = path.resolve(import.meta.dirname, '..')
const read = (file: string) => readFileSync(path.join(root, file), 'utf8')
const tracked = (...patterns: string[]) =>
  execFileSync('git', ['ls-files', ...patterns], { cwd: root, encoding: 'utf8' })
    .trim()
    .split('\n')
    .filter((file) => existsSync(path.join(root, file)))
const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(read('package.json')))
const builtIn = new Set(['install', 'pack', 'exec', 'run', 'add', 'dlx', 'test', 'start'])
const commands = new Set(tracked('apps/web/server/commands/*.ts').map((file) => path.basename(file, '.ts')))
const problems: string[] = []

/** The anchors of a document's headings, as GitHub forms them. */
function anchorsOf(text: string): Set<string> {
  const headings = [...text.replace(/```[\s\S]*?```/g, '').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading)
  return new Set(
    headings.map((each) =>
      each
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  )
}

for (const document of tracked('*.md')) {
  const text = read(document)
  for (const [, link = '', anchor] of text.matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)/g)) {
    const target = link === '' ? document : path.join(path.dirname(document), link)
    if (!existsSync(path.join(root, target))) problems.push(`${document}: ${link} does not exist`)
    else if (anchor !== undefined && !anchorsOf(read(target)).has(anchor))
      problems.push(`${document}: ${target} has no heading #${anchor}`)
  }
  for (const [, cited = ''] of text.matchAll(/`((?:apps|packages|scripts|docs|\.ci)\/[\w./@-]+)`/g)) {
    if (!existsSync(path.join(root, cited))) problems.push(`${document}: ${cited} does not exist`)
  }
  for (const [, script = ''] of text.matchAll(/\bpnpm(?:@12)?(?: --silent)?(?: run)? ([a-z][\w:]*)/g)) {
    if (!(script in scripts) && !builtIn.has(script)) problems.push(`${document}: no script “pnpm ${script}” exists`)
  }
  for (const [, command = ''] of text.matchAll(/(?:`roster|roster\.js) ([a-z]+)/g)) {
    if (!commands.has(command)) problems.push(`${document}: no command “roster ${command}” exists`)
  }
}

// Terms and their replacements. Add a term when a review finds another one.
const instead: readonly [RegExp, string][] = [
  [/\bunder way\b/i, 'in flight'],
  [/\bon (?:its|their) way\b/i, 'pending'],
  [/\bgo(?:es|ing)? on with\b/i, 'resume'],
  [/\bwaits? in a circle\b/i, 'deadlock'],
  [/\bmend(?:s|ed|ing)?\b/i, 'fix'],
  [/\bhears? (?:of|about|that|it|first)\b/i, 'is notified, learns'],
  [/\b(?:who leaves before|what hangs)\b/i, 'a subject and a verb'],
]

for (const file of tracked('*.ts', '*.tsx', '*.css', '*.sql', '*.sh', '*.md', '*.yml', '*.yaml')) {
  if (file === 'scripts/check-documents.ts') continue
  for (const [index, line] of read(file).split('\n').entries()) {
    for (const [word, better] of instead) {
      if (word.test(line)) problems.push(`${file}:${index + 1}: write “${better}” instead of “${word.exec(line)?.[0]}”`)
    }
  }
}

for (const problem of problems) console.error(problem)
process.exitCode = problems.length > 0 ? 1 : 0
