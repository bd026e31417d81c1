import { readFileSync } from 'node:fs'

const text = readFileSync(new URL('../../../docs/adopt.md', import.meta.url), 'utf8')

/** The blocks of docs/adopt.md that are files, by the file name in their first line. */
export const docBlocks: ReadonlyMap<string, string> = new Map(
  [...text.matchAll(/```tsx?\n\/\/ (\S+)\n([\s\S]*?)```/g)].map(([, name = '', code = '']) => [name, code]),
)
