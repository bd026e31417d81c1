import { isNear } from './is-near.ts'
import type { PeopleIndex } from './people-index.ts'
import type { QueryToken } from './query-tokens.ts'

const points = {
  wholeName: 9,
  nameStart: 7,
  wholeInitials: 6,
  wholeHandle: 6,
  gluedStart: 5,
  handleStart: 4,
  initialsStart: 3,
  inside: 2,
  // So low that a misspelling never comes before somebody who matches as typed.
  nearly: -20,
}

// Scripts written without spaces, where one character already means something.
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u

/** What a typed word is worth for each person, 0 where it does not match. */
export function scoreToken(index: PeopleIndex<unknown>, token: QueryToken, forgiving: boolean): Int8Array {
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
    if (typed.length > 2 || unspaced.test(typed)) scoreInside(index.glued, typed, scores)
  }
  for (const [handle, people] of index.handles.near(token.handle)) {
    if (handle.startsWith(token.handle)) give(people, handle === token.handle ? points.wholeHandle : points.handleStart)
  }
  if (forgiving) scoreNearly(index, token, scores)
  return scores
}

function scoreInside(glued: readonly string[], typed: string, scores: Int8Array): void {
  const start = ` ${typed}`
  for (let person = 0; person < glued.length; person += 1) {
    const forms = glued[person] ?? ''
    if (!forms.includes(typed)) continue
    const score = forms.includes(start) ? points.gluedStart : points.inside
    if (score > (scores[person] ?? 0)) scores[person] = score
  }
}

function scoreNearly(index: PeopleIndex<unknown>, token: QueryToken, scores: Int8Array): void {
  const typed = token.spellings[0] ?? ''
  const edits = typed.length < 4 ? 0 : typed.length < 8 ? 1 : 2
  if (edits === 0) return
  for (const [word, people] of index.names.all()) {
    if (!isNear(typed, word, edits)) continue
    for (const person of people) if (scores[person] === 0) scores[person] = points.nearly
  }
}
