/**
 * Whether `typed` is the beginning of `word`, or with `whole` all of it, give or take so many wrong, missing, extra or
 * swapped letters.
 */
export function isNear(typed: string, word: string, edits: number, whole = false, at = 0, wordAt = 0): boolean {
  let i = at
  let j = wordAt
  while (i < typed.length && typed[i] === word[j]) {
    i += 1
    j += 1
  }
  if (i === typed.length) return !whole || word.length - j <= edits
  if (edits === 0 || typed.length - i > word.length - j + edits) return false
  const left = edits - 1
  return (
    isNear(typed, word, left, whole, i + 1, j + 1) ||
    isNear(typed, word, left, whole, i + 1, j) ||
    isNear(typed, word, left, whole, i, j + 1) ||
    (typed[i] === word[j + 1] && typed[i + 1] === word[j] && isNear(typed, word, left, whole, i + 2, j + 2))
  )
}

/** Whether the only difference is two neighbouring letters in the wrong order. */
export function isSwapped(typed: string, word: string): boolean {
  let i = 0
  while (i < typed.length && typed[i] === word[i]) i += 1
  return (
    i + 1 < typed.length &&
    typed[i] === word[i + 1] &&
    typed[i + 1] === word[i] &&
    typed.slice(i + 2) === word.slice(i + 2)
  )
}
