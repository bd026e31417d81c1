import { readFile } from 'node:fs/promises'
import type pg from 'pg'

const TYPES: Record<string, string> = {
  String: 'text',
  Boolean: 'boolean',
  Int: 'integer',
  BigInt: 'bigint',
  Json: 'jsonb',
  '@db.Uuid': 'uuid',
  '@db.Timestamptz(3)': 'timestamp(3) with time zone',
  '@db.Timestamptz(6)': 'timestamp(6) with time zone',
}

const BLOCK = /^(model|enum) (\w+) \{\n([^}]*)\}/gm
const FIELD = /^ {2}(\w+) +(\w+)(\??)(\[\])?(.*)$/gm

/** Returns the columns that a schema.prisma declares and the values of its enums, as {@link columnsOfDatabase} does. */
export async function columnsOfSchema(file: URL): Promise<string[]> {
  const blocks = [...(await readFile(file, 'utf8')).matchAll(BLOCK)].map(([, kind = '', name = '', body = '']) => ({
    kind,
    name,
    body,
    mapped: `${attribute(body, '@@schema')}.${attribute(body, '@@map')}`,
  }))
  const enums = new Map(blocks.flatMap(({ kind, name, mapped }) => (kind === 'enum' ? [[name, mapped]] : [])))
  return blocks
    .flatMap(({ kind, body, mapped }) => {
      if (kind === 'enum') return [...body.matchAll(/^ {2}(\w+)$/gm)].map(([, value]) => `${mapped} has ${value}`)
      return [...body.matchAll(FIELD)].map(([, field = '', type = '', optional, list = '', attributes = '']) => {
        const native = /@db\.\w+(\(\d+\))?/.exec(attributes)?.[0]
        const column = attribute(attributes, '@map') || field
        return `${mapped}.${column} ${enums.get(type) ?? TYPES[native ?? type]}${list}${optional ? '' : ' required'}`
      })
    })
    .sort()
}

/** Returns the columns of a schema's tables and the values of its enums, without the records of its migrations. */
export async function columnsOfDatabase(db: { pool: Pick<pg.Pool, 'query'> }, schema: string): Promise<string[]> {
  const { rows } = await db.pool.query<{ line: string }>(
    `SELECT format('%s.%s.%s %s%s', nspname, relname, attname, format_type(atttypid, atttypmod),
      CASE WHEN attnotnull THEN ' required' END) AS line
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE nspname = $1 AND relkind = 'r' AND relname <> '_prisma_migrations' AND attnum > 0 AND NOT attisdropped
    UNION ALL SELECT format('%s.%s has %s', nspname, typname, enumlabel)
    FROM pg_enum JOIN pg_type ON pg_type.oid = enumtypid JOIN pg_namespace ON pg_namespace.oid = typnamespace
    WHERE nspname = $1`,
    [schema],
  )
  return rows.map(({ line }) => line).sort()
}

function attribute(text: string, name: string): string {
  return new RegExp(`(?<!@)${name}\\("(\\w+)"\\)`).exec(text)?.[1] ?? ''
}
