/**
 * The initials shown without a picture: of the first and last word of a name, or the first letter of an email. A name
 * without letters and digits, such as an emoji, stands for itself.
 */
export function initials(name: string): string {
  const text = name.normalize('NFC').replace(/(?<=\S)@\S*$/u, '')
  const words = text.match(/\p{L}[^\s]*/gu) ?? text.match(/\p{N}/gu) ?? [text]
  const ends = words.length > 1 ? [words[0], words.at(-1)] : [words[0]]
  return ends.map((word) => Array.from(word ?? '')[0]?.toLocaleUpperCase() ?? '').join('')
}
