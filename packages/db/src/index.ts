export { createDb, type DbOptions } from './create-db.ts'
export type { Db } from './open-db.ts'
export { DatabaseOpenError } from './open-error.ts'
