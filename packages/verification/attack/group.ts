/** What was promised, the number that was seen, and whether the promise holds by it. */
export type Verdict = { promise: string; number: string; holds: boolean }

/** `scale` is 1 for the numbers that the promises are about; less is for trying the suite itself. */
export type Options = { scale: number; seconds: number }

/** Some promises of one kind. Each starts what it attacks and ends it. */
export type Group = (options: Options) => AsyncIterable<Verdict>
