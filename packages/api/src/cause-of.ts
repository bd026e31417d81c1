/** What the log may know of a failure: its errno or SQLSTATE, its name, and the sentence of the innermost cause. */
export type Cause = { code: string; error: string }

/** Never for an answer to a caller: the sentence may name hosts and files. */
export function causeOf(error: unknown): Cause {
  let cause = error
  for (let depth = 0; depth < 5 && cause instanceof Error && cause.cause instanceof Error; depth += 1)
    cause = cause.cause
  if (!(cause instanceof Error)) return { code: 'unknown', error: 'unknown' }
  const code: unknown = Reflect.get(cause, 'code')
  // Several addresses of one host that all failed.
  const [first]: unknown[] = cause instanceof AggregateError ? cause.errors : []
  const sentence = cause.message || (first instanceof Error ? first.message : '')
  return { code: typeof code === 'string' ? code : cause.name, error: sentence }
}
