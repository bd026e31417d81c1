/** A file name for one day's list, with characters that every file system accepts. */
export function csvFileName(orgName: string, day: Date): string {
  // Without accents, but with the marks of other scripts, where they are vowels or make another letter.
  const plain = orgName
    .normalize('NFKD')
    .replace(/(?<=\p{Script=Latin})\p{M}+/gu, '')
    .normalize('NFC')
    .toLowerCase()
  const slug = plain.replace(/[^\p{L}\p{M}\p{N}]+/gu, '-').replace(/^-|-$/gu, '')
  return `${slug || 'team'}-${day.toISOString().slice(0, 10)}.csv`
}
