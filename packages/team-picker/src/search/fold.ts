import { apostrophes } from '../people/appearance.ts'
import { visible } from '../people/visible.ts'

export const plainAscii = /^[ -~]*$/u

// Letters that Unicode does not decompose into a base letter and a mark, and those that Arabic, Persian and Urdu keyboards
// have in different forms.
const undecomposed = new Map([
  ['ß', 'ss'],
  ['ø', 'o'],
  ['ł', 'l'],
  ['đ', 'd'],
  ['ð', 'd'],
  ['þ', 'th'],
  ['æ', 'ae'],
  ['œ', 'oe'],
  ['ı', 'i'],
  ['ħ', 'h'],
  ['ŧ', 't'],
  ['ŋ', 'n'],
  ['ə', 'e'],
  ['ς', 'σ'],
  ['ي', 'ی'],
  ['ى', 'ی'],
  ['ك', 'ک'],
  ['ة', 'ه'],
  ['ہ', 'ه'],
  ['ھ', 'ه'],
  ['ٱ', 'ا'],
  // Letters of African languages.
  ...pairs('ɓb ƙk ɗd ɖd ƴy ɛe ɔo ɨi ʉu'),
  // Cyrillic letters that Russian keyboards do not have.
  ...pairs('ґг ғг қк ҡк ңн ҳх һх ҷч ҙз ҫс әа өо үу ұу іи'),
  // Forms of Japanese family names that an input method offers last, and final letters of Malayalam.
  ...pairs('髙高 﨑崎 𠮷吉 邊辺 邉辺 齋斉 齊斉 斎斉 濱浜 濵浜 澤沢 嶋島 嶌島 ൺണ ൻന ർര ൽല ൾള'),
])

function pairs(letters: string): [letter: string, base: string][] {
  return letters.split(' ').map((pair) => {
    const [letter = '', base = ''] = pair
    return [letter, base]
  })
}

const spelledOut = new Map([
  ['ä', 'ae'],
  ['ö', 'oe'],
  ['ü', 'ue'],
  ['ø', 'oe'],
  ['å', 'aa'],
])

function replaceLetters(text: string, letters: ReadonlyMap<string, string>): string {
  return text.replace(/\P{ASCII}/gu, (letter) => letters.get(letter) ?? letter)
}

function toHiragana(katakana: string): string {
  return String.fromCharCode(katakana.charCodeAt(0) - 0x60)
}

/** Lower case without diacritics, apostrophes and invisible characters: `José`, `jose` and `JOSE` are equal. */
export function fold(text: string): string {
  const bare = text.replace(apostrophes, '')
  if (plainAscii.test(bare)) return bare.toLowerCase()
  const marked = visible(bare).normalize('NFKD')
  // Katakana become hiragana, which is what an input method shows first, the Arabic tatweel only widens a word, and two
  // of the Thai vowel เ look like แ.
  const base = marked
    .replace(/[\p{M}\u0640]/gu, '')
    .replace(/[ァ-ヶ]/gu, toHiragana)
    .replaceAll('เเ', 'แ')
  return replaceLetters(base.toLowerCase(), undecomposed)
}

/** As `fold`, but with umlauts and rings spelled out: `Müller` becomes `mueller`. */
export function foldSpelledOut(text: string): string {
  return plainAscii.test(text) ? fold(text) : fold(replaceLetters(text.normalize('NFC').toLowerCase(), spelledOut))
}

/** The words of a text. `O'Brien` counts as one word and as two, because people search for both. */
export function wordsOf(text: string): string[] {
  const split = (part: string): string[] => part.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '')
  const words = split(fold(text))
  if (plainAscii.test(text) && !text.includes("'") && !text.includes('`')) return words
  const apart = split(fold(text.replace(apostrophes, ' ')))
  const other = new Set([...apart, ...split(foldSpelledOut(text))])
  return [...words, ...[...other].filter((word) => !words.includes(word))]
}
