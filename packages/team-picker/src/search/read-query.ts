import { visible } from '../people/visible.ts'
import { fold, foldSpelledOut, plainAscii } from './fold.ts'

/** One typed word: as typed for emails, and bare, in one or two spellings, for names. */
export type QueryToken = {
  readonly handle: string
  readonly spellings: readonly string[]
  /** How many different words of a name have to begin with this one: two for each `j` of `j j`. */
  readonly wanted: number
  /** The word in lower case with its accents; undefined if it has only letters of ASCII. */
  readonly accented: string | undefined
}

export type Query = {
  readonly tokens: readonly QueryToken[]
  /** Symbols, such as emoji, that a name must contain. */
  readonly signs: readonly string[]
  /** Complete email addresses, without the text that another program copied around them. */
  readonly addresses: readonly string[]
}

const nothing: Query = { tokens: [], signs: [], addresses: [] }
// No name is this long, and a huge paste must not block the page.
const longest = 1_000
const emoji = /[\p{Extended_Pictographic}\p{RI}]/u
const emojis = /[\p{Extended_Pictographic}\p{RI}]+/gu

// Separators of links and markup, such as in `?to=ada@acme.test&cc=`, are not taken for a part of the address.
const address = /[\p{L}\p{N}_][^\s:/?=@]*@[\p{L}\p{M}\p{N}.-]*[\p{L}\p{M}\p{N}]/gu

const bare = (text: string): string => text.replace(/[^\p{L}\p{N}]+/gu, '')

/** Parses a query: undefined if no name can match it, empty if it has no visible character. */
export function readQuery(query: string): Query | undefined {
  if (query.trim().length > longest) return undefined
  const text = visible(query).normalize('NFKC').replace(emojis, ' $& ')
  const words = text.split(/[\s,;|<>()[\]{}"“”„«»、،؛]+/u).filter((word) => word !== '')
  if (words.length === 0) return text === '' ? nothing : { ...nothing, signs: [text] }
  const [named, signs] = [words.filter((word) => bare(word) !== ''), words.filter((word) => bare(word) === '')]
  const pictures = signs.filter((sign) => emoji.test(sign))
  if (named.length === 0) return { ...nothing, signs: pictures.length > 0 ? pictures : signs }
  const folded = named.map((word) => bare(fold(word)))
  const handles = named.map(handleOf)
  const tokens = new Map<string, QueryToken>()
  for (const [at, word] of named.entries()) {
    const plain = folded[at] ?? ''
    const handle = fold(handles[at] ?? '')
    const key = `${plain} ${handle}`
    if (tokens.has(key)) continue
    tokens.set(key, {
      handle,
      spellings: [...new Set([plain, bare(foldSpelledOut(word))])],
      wanted: folded.filter((other) => other.startsWith(plain)).length,
      accented: plainAscii.test(word) ? undefined : word.toLowerCase(),
    })
  }
  return {
    tokens: [...tokens.values()],
    signs: pictures,
    addresses: handles.flatMap((handle) => handle.match(address) ?? []),
  }
}

/** A word as an address would have it: without `mailto:` and the like, what follows a `?` and the punctuation around it. */
function handleOf(word: string): string {
  const [, rest = ''] = /^[^\p{L}\p{N}_]*(?:[a-z-]+:\/*)?(.*)$/isu.exec(decoded(word)) ?? []
  return rest.replace(/(@.*?)\?.*$/su, '$1').replace(/[^\p{L}\p{N}@]+$/u, '')
}

function decoded(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/giu, (code) => {
    try {
      return decodeURIComponent(code)
    } catch {
      return code
    }
  })
}
