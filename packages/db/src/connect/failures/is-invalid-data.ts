import { causesOf } from './error-causes.ts'

/** Whether an error or its cause is PostgreSQL's rejection of a value (SQLSTATE class 22). A retry cannot succeed. */
export function isInvalidData(error: unknown): boolean {
  return causesOf(error).some(({ code }) => /^22[0-9A-Z]{3}$/.test(code))
}
