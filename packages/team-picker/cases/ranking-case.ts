/** What the case is about, what is typed, and the ids that must come first, in this order; none: nobody may come. */
export type RankingCase = readonly [about: string, query: string, expected: readonly string[]]
