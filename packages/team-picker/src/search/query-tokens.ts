import { fold, foldSpelledOut } from './fold.ts'

/** One typed word: as typed for emails, and bare, in one or two spellings, for names. */
export type QueryToken = {
  readonly handle: string
  readonly spellings: readonly string[]
  /** How many different words of a name have to begin with this one: two for each `j` of `j j`. */
  readonly wanted: number
}

const bare = (text: string): string => text.replace(/[^\p{L}\p{N}]+/gu, '')

export function queryTokens(query: string): QueryToken[] {
  const typed = query.split(/[\s,;]+/u).filter((word) => bare(word) !== '')
  const folded = typed.map((word) => bare(fold(word)))
  return typed.map((word) => {
    const plain = bare(fold(word))
    return {
      handle: fold(word),
      spellings: [...new Set([plain, bare(foldSpelledOut(word))])],
      wanted: folded.filter((other) => other.startsWith(plain)).length,
    }
  })
}
