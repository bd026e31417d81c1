// Fails where a document cites a file, or a pnpm script, that does not exist.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'

const root = path.resolve(import.meta.dirname, '..')
const documents = execFileSync('git', ['ls-files', '*.md'], { cwd: root, encoding: 'utf8' }).trim().split('\n')
const manifest = z.object({ scripts: z.record(z.string(), z.string()) })
const { scripts } = manifest.parse(JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')))
const problems: string[] = []

for (const document of documents) {
  const text = readFileSync(path.join(root, document), 'utf8')
  for (const [, link] of text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)) {
    if (link && !existsSync(path.resolve(root, path.dirname(document), link))) problems.push(`${document}: ${link}`)
  }
  for (const [, cited] of text.matchAll(/`((?:apps|packages|scripts|docs|\.ci)\/[\w./@-]+)`/g)) {
    if (cited && !existsSync(path.join(root, cited))) problems.push(`${document}: ${cited}`)
  }
  for (const [, script] of text.matchAll(/\bpnpm(?:@12)?(?: --silent)?(?: run)? ([a-z][\w:]*)/g)) {
    const builtIn = ['install', 'pack', 'exec', 'run', 'add', 'dlx', 'test', 'start']
    if (script && !(script in scripts) && !builtIn.includes(script)) problems.push(`${document}: pnpm ${script}`)
  }
}

for (const problem of problems) console.error(`Cited, but not there: ${problem}`)
process.exitCode = problems.length > 0 ? 1 : 0
