import { DatabaseOpenError } from '../failures/open-error.ts'

const ADVICE: Record<string, readonly [what: string, todo: string]> = {
  EEXIST: ['is not a folder', 'Set DATA_DIR to a folder'],
  ENOTDIR: ['is not a folder, or lies inside a file', 'Set DATA_DIR to a folder'],
  ENOENT: ['can’t be created', 'Set DATA_DIR to a folder that exists'],
  EACCES: ['may not be written by this user', 'Set DATA_DIR to a folder of this user, or change its owner'],
  EPERM: ['may not be written by this user', 'Set DATA_DIR to a folder of this user, or change its owner'],
  EROFS: ['is on a file system that is read-only', 'Set DATA_DIR to a folder on another'],
  ENOSPC: ['is on a disk that has no space left', 'Make room there, or set DATA_DIR to a folder on another disk'],
  EDQUOT: ['is beyond this user’s quota', 'Make room there, or set DATA_DIR to a folder on another disk'],
  ENAMETOOLONG: ['has too long a name', 'Set DATA_DIR to a shorter one'],
  ELOOP: ['is a link that leads back to itself', 'Set DATA_DIR to a folder'],
}

/** Describes an error of the file system or the embedded database as a sentence about DATA_DIR. The cause is kept. */
export function explainFolderError(error: unknown, dataDir: string): DatabaseOpenError {
  if (error instanceof DatabaseOpenError) return error
  const code: unknown = error instanceof Error && Reflect.get(error, 'code')
  const [what, todo] = ADVICE[String(code)] ?? [
    'holds a database that could not be opened',
    'Make room on its disk, restore it from a backup, or set DATA_DIR to another folder',
  ]
  const seen = typeof code === 'string' ? code : error instanceof Error ? error.message : 'unknown'
  return new DatabaseOpenError(
    `${dataDir} ${what} (${seen}). The embedded database can't start without it. ${todo}; or set DATABASE_URL to a PostgreSQL server.`,
    { cause: error },
  )
}
