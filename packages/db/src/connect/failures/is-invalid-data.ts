import { causesOf } from './error-causes.ts'

/** Whether an error, or what caused it, is PostgreSQL's refusal of a value (SQLSTATE class 22): no retry can help it. */
export function isInvalidData(error: unknown): boolean {
  return causesOf(error).some(({ code }) => /^22[0-9A-Z]{3}$/.test(code))
}
