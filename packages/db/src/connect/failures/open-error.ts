/** A database that cannot be used. The message says what happened, why it matters and what to do. */
export class DatabaseOpenError extends Error {
  override name = 'DatabaseOpenError'
}
