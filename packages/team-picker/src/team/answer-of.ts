/**
 * What a server said with an error of tRPC; neither where no answer came. Read by shape: the class of the error belongs to
 * the host's own copy of tRPC.
 */
export function answerOf(error: unknown) {
  const data = error instanceof Error && 'data' in error ? error.data : undefined
  return { httpStatus: numberIn(data, 'httpStatus'), retryAfter: numberIn(data, 'retryAfter') }
}

/** Whether asking again may help: a refusal stays a refusal, an outage may pass. */
export function mayPass(error: unknown): boolean {
  const { httpStatus = 500 } = answerOf(error)
  return httpStatus >= 500 || httpStatus === 429
}

function numberIn(data: unknown, name: string): number | undefined {
  if (typeof data !== 'object' || data === null) return undefined
  const value: unknown = Reflect.get(data, name)
  return typeof value === 'number' ? value : undefined
}
