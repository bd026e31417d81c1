/** The initials shown without a picture: of the first and last word of a name, or the first letter of an email. */
export function initials(name: string): string {
  const text = name.normalize('NFC').replace(/@.*/u, '')
  const words = text.match(/\p{L}[^\s]*/gu) ?? text.match(/\p{N}/gu) ?? []
  const ends = words.length > 1 ? [words[0], words.at(-1)] : [words[0]]
  return ends.map((word) => Array.from(word ?? '')[0]?.toLocaleUpperCase() ?? '').join('')
}
