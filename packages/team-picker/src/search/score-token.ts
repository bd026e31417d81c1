import { isNear, isSwapped } from './is-near.ts'
import type { PeopleIndex } from './people-index.ts'
import type { QueryToken } from './read-query.ts'

export const points = {
  typedAddress: 12,
  wholeName: 9,
  nameStart: 7,
  wholeInitials: 6,
  wholeHandle: 6,
  gluedStart: 5,
  handleStart: 4,
  initialsStart: 3,
  inside: 2,
}

// Scripts written without spaces, in which a single character is a meaningful query.
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u

/**
 * The score of a typed word for each person: 0 without a match, and negative for a misspelling, lower the further it is
 * from the typed word. With `among` only those people are scored.
 */
export function scoreToken(
  index: PeopleIndex<unknown>,
  token: QueryToken,
  forgiving: boolean,
  among: readonly number[] | undefined,
): Int8Array {
  const scores = new Int8Array(index.people.length)
  const give = (people: readonly number[], score: number): void => {
    for (const person of people) if (score > (scores[person] ?? 0)) scores[person] = score
  }

  for (const typed of token.spellings) {
    for (const [word, people] of index.names.near(typed)) {
      if (word.startsWith(typed)) give(people, word === typed ? points.wholeName : points.nameStart)
    }
    if (typed.length > 1) {
      for (const [letters, people] of index.initials.near(typed)) {
        if (letters.startsWith(typed)) give(people, letters === typed ? points.wholeInitials : points.initialsStart)
      }
    }
    if (typed.length > 2 || unspaced.test(typed)) scoreInside(index.glued, typed, scores, among)
  }
  // Somebody who types a full stop or an @ means an email, even if a name begins with the letters around it.
  const isAddress = /[.@]/u.test(token.handle)
  for (const [handle, people] of index.handles.near(token.handle)) {
    if (!handle.startsWith(token.handle)) continue
    if (isAddress) give(people, points.typedAddress)
    else give(people, handle === token.handle ? points.wholeHandle : points.handleStart)
  }
  if (forgiving) scoreNearly(index, token, scores, among)
  return scores
}

function scoreInside(
  glued: readonly string[],
  typed: string,
  scores: Int8Array,
  among: readonly number[] | undefined,
): void {
  const start = ` ${typed}`
  const count = among?.length ?? glued.length
  for (let i = 0; i < count; i += 1) {
    const person = among?.[i] ?? i
    const forms = glued[person] ?? ''
    if (!forms.includes(typed)) continue
    const score = forms.includes(start) ? points.gluedStart : points.inside
    if (score > (scores[person] ?? 0)) scores[person] = score
  }
}

function scoreNearly(
  index: PeopleIndex<unknown>,
  token: QueryToken,
  scores: Int8Array,
  among: readonly number[] | undefined,
): void {
  const typed = token.spellings[0] ?? ''
  const edits = typed.length < 8 ? 1 : 2
  if (typed.length < 3) return
  // Three letters are near to too many words, except for a word of four letters of which one is missing.
  const isMisspelt = (word: string): boolean =>
    typed.length > 3
      ? isNear(typed, word, edits)
      : isSwapped(typed, word) || (word.length === 4 && isNear(typed, word, 1, true))
  const give = (person: number, score: number): void => {
    const known = scores[person] ?? 0
    if (known === 0 || (known < 0 && known < score)) scores[person] = score
  }
  if (among) {
    for (const person of among) {
      if ((scores[person] ?? 0) > 0) continue
      for (const word of index.nameWords[person] ?? []) {
        if (isMisspelt(word)) give(person, nearness(typed, word))
      }
    }
    return
  }
  for (const [word, people] of index.names.all()) {
    if (!isMisspelt(word)) continue
    const score = nearness(typed, word)
    for (const person of people) give(person, score)
  }
}

/** The order of misspellings: two letters swapped in a whole word, one wrong letter in it, one in its prefix, two. */
function nearness(typed: string, word: string): number {
  if (isSwapped(typed, word)) return -1
  if (isNear(typed, word, 1, true)) return -2
  if (isNear(typed, word, 1)) return -3
  return isNear(typed, word, 2, true) ? -4 : -5
}
