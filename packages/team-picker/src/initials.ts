/** The letters shown without a picture: of the first and last word, in capitals, one for a single word. */
export function initials(name: string): string {
  const words = name.normalize('NFC').match(/[\p{L}\p{N}][^\s@]*/gu) ?? []
  const ends = words.length > 1 && !name.includes('@') ? [words[0], words.at(-1)] : words.slice(0, 1)
  return ends.map((word) => [...(word ?? '')][0]?.toLocaleUpperCase() ?? '').join('')
}
