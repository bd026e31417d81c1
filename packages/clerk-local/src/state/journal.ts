import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import { warn } from '../warn.ts'
import { type Change, changeSchema } from './rows.ts'

const lineSchema = z.array(changeSchema)

export type Journal = { append(changes: readonly Change[]): void }

/**
 * A log of the writes since the demo data. Each line is one whole write, so a killed process leaves at most an
 * incomplete last line.
 */
export function openJournal(path: string, onDropped = warn): { journal: Journal; changes: Change[] } {
  const changes = compact(existsSync(path) ? readLines(path, onDropped) : [])
  replaceFile(path, changes)
  return {
    changes,
    journal: { append: (written) => appendFileSync(path, `${JSON.stringify(written)}\n`, { mode: 0o600 }) },
  }
}

function readLines(path: string, onDropped: typeof warn): Change[] {
  const lines = readFileSync(path, 'utf8').split('\n')
  const last = lines.pop()
  if (last !== '') {
    onDropped(`The last write in ${path} is incomplete, because the process was stopped during it. It was dropped.`)
  }
  return lines.flatMap((line, index) => parseLine(line, `${path}:${index + 1}`))
}

function parseLine(line: string, place: string): Change[] {
  try {
    return lineSchema.parse(JSON.parse(line))
  } catch {
    throw new Error(
      `The local Clerk's state is damaged at ${place}, so every later write would be lost. Restore the file, or delete it to start from the demo data.`,
    )
  }
}

/** Keeps the last change of each row. Memberships come after their users, their organizations and deleted memberships. */
function compact(changes: Change[]): Change[] {
  const latest = new Map(changes.map((change) => [`${change.kind} ${change.id}`, change]))
  return [...latest.values()].sort((a, b) => rank(a) - rank(b))
}

function rank(change: Change): number {
  if (change.kind === 'membership') return change.row === null ? 0 : 2
  return 1
}

function replaceFile(path: string, changes: Change[]) {
  const lines = changes.map((change) => `${JSON.stringify([change])}\n`).join('')
  writeFileSync(`${path}.new`, lines, { mode: 0o600, flush: true })
  renameSync(`${path}.new`, path)
}
