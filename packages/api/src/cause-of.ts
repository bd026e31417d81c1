/** What the log may know of a failure: its errno, SQLSTATE or name, and the sentence of its innermost cause. */
export type Cause = { code: string; error: string }

// SQLSTATEs whose sentences may quote what was to be stored.
const QUOTES_DATA = /^2[23]...$/

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
  if (typeof code !== 'string') return { code: cause.name, error: sentence }
  return { code, error: QUOTES_DATA.test(code) ? 'a value was refused' : sentence }
}
