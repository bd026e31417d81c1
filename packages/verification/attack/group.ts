/** A promise, the measured number, and whether the promise holds. */
export type Verdict = { promise: string; number: string; holds: boolean }

/** The promises are about `scale` 1; a smaller one is for trying the suite itself. */
export type Options = { scale: number; seconds: number }

/** Promises of one kind. A group starts and stops the servers that it attacks. */
export type Group = (options: Options) => AsyncIterable<Verdict>
