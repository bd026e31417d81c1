import fs, { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../open-database.ts'

let root: string
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'roster-start-'))
})
afterAll(() => rm(root, { recursive: true, force: true }))

/** Returns the error with which the start fails. */
async function refusal(dataDir: string): Promise<string> {
  const db = await openDatabase({ dataDir }).catch((error: unknown) => error)
  if (db instanceof Error) return `${db.name}: ${db.message}`
  return 'it started'
}

/** Creates a folder with the remains of a database. */
async function leftover(name: string, files: Record<string, string>): Promise<string> {
  const dataDir = path.join(root, name)
  await mkdir(path.join(dataDir, 'postgres'), { recursive: true })
  for (const [file, content] of Object.entries(files)) await writeFile(path.join(dataDir, 'postgres', file), content)
  return dataDir
}

const places: [string, RegExp, () => Promise<string>][] = [
  [
    'is a file',
    /EEXIST|ENOTDIR/,
    async () => {
      await writeFile(path.join(root, 'file'), '')
      return path.join(root, 'file')
    },
  ],
  ['lies in a file', /ENOTDIR/, async () => path.join(root, 'file', 'database')],
  ['lies where nobody may write', /EPERM|EACCES|EROFS/, async () => '/sys/roster/database'],
  ['has too long a name', /ENAMETOOLONG/, async () => path.join(root, 'x'.repeat(300))],
  [
    'holds a database of another PostgreSQL',
    /made by PostgreSQL 17\. /,
    () => leftover('older', { PG_VERSION: '17\n' }),
  ],
  ['holds a database without PG_VERSION', /has no PG_VERSION/, () => leftover('torn', {})],
  ['holds a damaged database', /could not be opened/, () => leftover('damaged', { PG_VERSION: '18\n' })],
]

test.each(places)('a folder that %s fails the start with its cause and a remedy', async (_how, cause, place) => {
  const said = await refusal(await place())
  expect(said).toMatch(/^DatabaseOpenError: /)
  expect(said).toMatch(cause)
  expect(said).toMatch(/DATA_DIR|restore the folder/)
})

test.each(['ENOTSUP', 'EOPNOTSUPP', 'EPERM', 'ENOSYS', 'EMLINK'])(
  'a file system without hard links, which reports %s, is named as the cause',
  async (code) => {
    const { link } = fs
    fs.link = () => Promise.reject(Object.assign(new Error(`${code}: not supported`), { code }))
    syncBuiltinESMExports()
    onTestFinished(() => {
      fs.link = link
      syncBuiltinESMExports()
    })
    const said = await refusal(path.join(root, code))
    expect(said).toMatch(new RegExp(`no hard links \\(${code}\\).* Set DATA_DIR to a folder on a local disk`))
  },
)

// The damaged database shows that the check of the room was passed.
test.each([
  ['that does not count its blocks is not full', 0, /could not be opened/],
  ['whose blocks are all in use is full', 1_000, /No space is left .*: 0 MB are free/],
])('a file system %s', async (_how, blocks, said) => {
  const { statfs } = fs
  const none = { type: 0, bsize: 512, bavail: 0, bfree: 0, files: 0, ffree: 0, blocks }
  Object.assign(fs, { statfs: async () => none })
  syncBuiltinESMExports()
  onTestFinished(() => {
    fs.statfs = statfs
    syncBuiltinESMExports()
  })
  expect(await refusal(await leftover(`blocks${blocks}`, { PG_VERSION: '18\n' }))).toMatch(said)
})

test('a database folder is made private to its owner, even if it existed before', async () => {
  const dataDir = await leftover('open', {})
  await chmod(dataDir, 0o755)
  await refusal(dataDir)
  expect((await stat(dataDir)).mode.toString(8)).toBe('40700')
})
