/** A file name for one day's list, with characters that every file system accepts. */
export function csvFileName(orgName: string, day: Date): string {
  const plain = orgName
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}+/gu, '')
  const slug = plain.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/gu, '')
  return `${slug || 'team'}-${day.toISOString().slice(0, 10)}.csv`
}
