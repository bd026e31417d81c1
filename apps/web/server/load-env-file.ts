import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'

/**
 * Adds the variables of the file that the process does not have. A missing file counts as empty. A file with a
 * line or in an encoding by which a variable would be lost silently is refused.
 */
export function loadEnvFile(file = '.env', variables: NodeJS.ProcessEnv = process.env): void {
  const bytes = readFile(file)
  if (!bytes) return
  const text = toText(bytes, file).replaceAll(/\r\n?/g, '\n')
  const lines = withoutQuoted(text).split('\n')
  const quoted = lines.findIndex((line) => /^[^#=]*=[ \t]*["'`]/.test(line)) + 1
  if (quoted > 0)
    throw refuse(
      file,
      `has a quote at the beginning of the value in line ${quoted} that is not closed at its end`,
      'Close it there, and use quotes of another kind than those in the value',
    )
  const lost = lines.findIndex((line) => !/^\s*(#|$)|=/.test(line)) + 1
  if (lost > 0)
    throw refuse(file, `sets no variable in line ${lost}`, 'Write it as NAME=value, with quotes around several lines')
  const read = parseEnv(text)
  for (const [name, value] of Object.entries(read)) {
    if (!/^[A-Za-z_]\w*$/.test(name))
      throw refuse(file, `has a variable with an odd name, ${JSON.stringify(name)}`, 'Type that line anew')
    variables[name] ??= value
  }
}

function readFile(file: string): Buffer | undefined {
  try {
    return readFileSync(file)
  } catch (cause) {
    const code: unknown = Reflect.get(Object(cause), 'code')
    if (code === 'ENOENT') return undefined
    throw refuse(file, `can't be read (${String(code)})`, 'Make it a file that this user may read')
  }
}

const QUOTED = /^[^#\n=]*=[ \t]*(["'`])[^]*?\1(.*)$/gm

/** The text with an empty value in place of each in quotes; one that goes on after them keeps a quote. */
function withoutQuoted(text: string): string {
  return text.replaceAll(QUOTED, (line, quote: string, rest: string) => {
    const lineBreaks = line.replaceAll(/[^\n]/g, '')
    return /^\s*(#|$)/.test(rest) ? `=${lineBreaks}` : `=${quote}${lineBreaks}`
  })
}

/** The text without the byte order mark that some editors write before UTF-8. */
function toText(bytes: Buffer, file: string): string {
  if (bytes.includes(0)) throw refuse(file, 'is no UTF-8, but UTF-16 or no text at all', 'Save it as UTF-8')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw refuse(file, 'is no UTF-8', 'Save it as UTF-8')
  }
}

function refuse(file: string, what: string, todo: string): Error {
  return new Error(
    `${file} ${what}, so what it sets could not be trusted and Roster did not start. ${todo}, then start again.`,
  )
}
