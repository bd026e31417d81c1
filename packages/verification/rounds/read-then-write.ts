import type { Db } from '@roster/db'
import type { MemoryMirror } from '../simulator/memory-mirror.ts'
import type { MemoryRow, MemoryTable } from '../simulator/memory-rows.ts'
import type { Delivery } from './delivery.ts'
import { DURING, readRows } from './read-rows.ts'

/** Columns of one row; an undefined one is not written. */
type Values = Record<string, string | number | null | undefined>

const KEYS: Record<keyof MemoryMirror['tables'], string[]> = {
  app_user: ['clerk_id'],
  membership: ['org_id', 'user_id'],
  organization: ['clerk_id'],
}

/** The mutant: right decisions about rows that another connection may have changed since they were read. */
export async function readThenWrite(db: Db, delivery: Delivery): Promise<void> {
  const before = await readRows(db)
  const after = before.copy()
  await delivery.run(after)
  await write(db, 'app_user', before.tables.app_user, after.tables.app_user, ({ content }) => ({
    first_name: content?.firstName,
    email: content?.email,
    created_ms: content?.createdMs,
  }))
  await write(db, 'membership', before.tables.membership, after.tables.membership, ({ incarnation, content }) => ({
    membership_id: incarnation?.membershipId,
    created_ms: incarnation?.createdMs,
    role: content?.role,
  }))
  await write(db, 'organization', before.tables.organization, after.tables.organization, ({ content }) => ({
    created_ms: content?.createdMs,
  }))
}

async function write<Content>(
  db: Db,
  table: keyof typeof KEYS,
  before: MemoryTable<Content>,
  after: MemoryTable<Content>,
  ofContent: (row: MemoryRow<Content>) => Values,
): Promise<void> {
  const valuesOf = (row: MemoryRow<Content>): Values => ({
    updated_ms: row.updatedMs,
    content_hash: row.contentHash,
    written_at: row.writtenAt,
    resync_at: row.resyncAt,
    doubt: row.doubt?.says ?? null,
    doubted_at: row.doubt?.since ?? null,
    ...ofContent(row),
  })
  const keys = KEYS[table]
  for (const [key, row] of after.rows) {
    const known = before.rows.get(key)
    const held = known ? valuesOf(known) : {}
    const changed = Object.entries(valuesOf(row)).filter(([name, value]) => value !== undefined && value !== held[name])
    if (changed.length === 0) continue
    const parameters: unknown[] = [...key.split(' '), row.state]
    const columns = [...keys, 'state']
    const values = columns.map((_, at) => `$${at + 1}`)
    for (const [name, value] of changed) {
      columns.push(name)
      values.push(value === DURING ? 'clock_timestamp()' : `$${parameters.push(value)}`)
    }
    await db.pool.query(
      `INSERT INTO roster.${table} (${columns.join()}) VALUES (${values.join()})
      ON CONFLICT (${keys.join()}) DO UPDATE SET ${columns.map((name) => `${name} = excluded.${name}`).join()}`,
      parameters,
    )
  }
}
