/** Whether `typed` is the beginning of `word`, give or take so many wrong, missing, extra or swapped letters. */
export function isNear(typed: string, word: string, edits: number, at = 0, wordAt = 0): boolean {
  let i = at
  let j = wordAt
  while (i < typed.length && typed[i] === word[j]) {
    i += 1
    j += 1
  }
  if (i === typed.length) return true
  if (edits === 0) return false
  const left = edits - 1
  return (
    isNear(typed, word, left, i + 1, j + 1) ||
    isNear(typed, word, left, i + 1, j) ||
    isNear(typed, word, left, i, j + 1) ||
    (typed[i] === word[j + 1] && typed[i + 1] === word[j] && isNear(typed, word, left, i + 2, j + 2))
  )
}
