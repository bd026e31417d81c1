import { causesOf } from './error-causes.ts'

// The server is unreachable, starting, stopping, read-only or full, or ended a statement (timeout or deadlock); or it
// refuses the user, or lacks the database, its files, its tables or a right to them, until its operator restores that.
const SQL_STATES =
  /^(08...|25006|28...|3D000|3F000|40001|40P01|42501|42P01|53...|55000|55P03|57P0[1-5]|57014|58...|XX00[12])$/
const SOCKET_CODES = /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/
const PRISMA_CODES = /^(P1001|P1002|P1008|P1017|P2024|P2028)$/
// The driver gives these errors no code.
const DRIVER_MESSAGES =
  /timeout exceeded when trying to connect|Connection terminated|is not queryable|Query read timeout|pool after calling end/

/** Whether an error or a cause of it means that the database is unavailable now: the same call may succeed later. */
export function isUnavailable(error: unknown): boolean {
  return causesOf(error).some(
    ({ code, message }) =>
      [SQL_STATES, SOCKET_CODES, PRISMA_CODES].some((codes) => codes.test(code)) || DRIVER_MESSAGES.test(message),
  )
}
