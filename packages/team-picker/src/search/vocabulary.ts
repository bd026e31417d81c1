/** Words with the positions of the people who have them, found by prefix without a scan of all words. */
export type Vocabulary = {
  add(word: string, person: number): void
  /** The words that share the first letter of `prefix`; the caller tests the rest. */
  near(prefix: string): ReadonlyMap<string, readonly number[]>
  all(): Iterable<readonly [word: string, people: readonly number[]]>
}

export function createVocabulary(): Vocabulary {
  const byLetter = new Map<string, Map<string, number[]>>()
  return {
    add(word, person) {
      const letter = word.charAt(0)
      let words = byLetter.get(letter)
      if (!words) byLetter.set(letter, (words = new Map<string, number[]>()))
      const people = words.get(word)
      if (!people) words.set(word, [person])
      else if (people.at(-1) !== person) people.push(person)
    },
    near: (prefix) => byLetter.get(prefix.charAt(0)) ?? new Map(),
    *all() {
      for (const words of byLetter.values()) yield* words
    },
  }
}
