import { expect, test } from 'vitest'
import { emptyDatabase, type EmptyDatabase } from '../../testing/empty-database.ts'
import { createMirror } from '../mirror/create-mirror.ts'
import { loadUsers } from '../read/load-users.ts'
import { verifiedOrganizationId } from '../read/organization-id.ts'
import { openDatabase } from './open-database.ts'

/** An app that uses Roster's table names in its own schema and in public, where `prisma migrate` stores its records. */
async function migrateHost({ admin }: EmptyDatabase): Promise<void> {
  const { rowCount } = await admin.query(`SELECT WHERE to_regclass('public._prisma_migrations') IS NOT NULL`)
  if (rowCount === 1) return
  await admin.query(`
    CREATE TABLE public._prisma_migrations (id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL, finished_at timestamptz,
      migration_name varchar(255) NOT NULL, logs text, rolled_back_at timestamptz, started_at timestamptz NOT NULL DEFAULT now(),
      applied_steps_count int NOT NULL DEFAULT 0);
    CREATE SCHEMA host;
    CREATE TYPE public.mirror_state AS ENUM ('on', 'off');
    CREATE TABLE public.membership (id int PRIMARY KEY, state public.mirror_state);
    CREATE TABLE public.organization (clerk_id int);
    CREATE TABLE host.app_user (clerk_id text);
    CREATE VIEW host.member AS SELECT id FROM public.membership;
    CREATE FUNCTION public.user_stripe(user_id text) RETURNS int LANGUAGE sql AS $$ SELECT 1 / 0 $$;
    CREATE FUNCTION host.next_revision(revision bigint) RETURNS bigint LANGUAGE sql AS $$ SELECT 1 / 0 $$;
    INSERT INTO public.membership VALUES (1, 'on');
    INSERT INTO public._prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
    VALUES ('1', repeat('0', 64), '20200101000000_host', now(), 1);
    ALTER DATABASE ${admin.database} SET search_path = host, public`)
}

/** Opens Roster, then writes and reads its mirror. */
async function startRoster({ url }: EmptyDatabase): Promise<string[]> {
  const db = await openDatabase({ url: url.href })
  const mirror = createMirror(db.pool)
  const times = { createdMs: 1, updatedMs: 1 }
  const named = { firstName: 'Ada', lastName: null, email: null, imageUrl: null, hasImage: false }
  const user = { id: 'user_1', ...named, banned: false, deprovisioned: false, ...times }
  await mirror.applyOrganizations([{ id: 'org_1', ...times }], { kind: 'webhook' })
  await mirror.applyMemberships([{ orgId: 'org_1', userId: 'user_1', membershipId: 'm1', role: '', ...times }], {
    kind: 'webhook',
  })
  await mirror.applyUsers([user], { kind: 'webhook' })
  const { rows: members } = await loadUsers(db, verifiedOrganizationId('org_1'))
  expect(members).toMatchObject([{ id: 'user_1', firstName: 'Ada' }])
  expect(await db.prisma.membership.count()).toBe(1)
  await db.close()
  return db.applied
}

/** Returns everything in the database outside of Roster's schema, with its kind and content. */
async function hostState({ admin }: EmptyDatabase): Promise<unknown[]> {
  const { rows } = await admin.query<unknown[]>(`
    WITH ours AS (SELECT oid AS schema FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema$|roster$)')
    SELECT 'relation', c.oid::regclass::text, c.relkind::text,
      (SELECT string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' ORDER BY attnum)
        FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0)
    FROM pg_class c JOIN ours ON c.relnamespace = schema
    UNION ALL SELECT 'type', format_type(t.oid, NULL), typtype::text, NULL FROM pg_type t JOIN ours ON typnamespace = schema
    UNION ALL SELECT 'function', p.oid::regprocedure::text, prosrc, NULL FROM pg_proc p JOIN ours ON pronamespace = schema
    UNION ALL SELECT 'constraint', conname, pg_get_constraintdef(c.oid), NULL FROM pg_constraint c JOIN ours ON connamespace = schema
    UNION ALL SELECT 'extension', extname, extversion, NULL FROM pg_extension
    UNION ALL SELECT 'schema', nspname, NULL, nspacl::text FROM pg_namespace WHERE nspname <> 'roster'
    UNION ALL SELECT 'row', m::text, NULL, NULL FROM public.membership m
    UNION ALL SELECT 'record', m::text, NULL, NULL FROM public._prisma_migrations m
    ORDER BY 1, 2, 3`)
  return rows
}

test('in a database that an app has migrated, Roster migrates too and changes nothing of the app', async () => {
  await using database = await emptyDatabase()
  await migrateHost(database)
  const before = await hostState(database)
  expect((await startRoster(database)).length).toBeGreaterThan(0)
  await migrateHost(database)
  expect(await startRoster(database)).toEqual([])
  expect(await hostState(database)).toEqual(before)
})

test('in a database that Roster has migrated, an app migrates as it would without Roster', async () => {
  await using alone = await emptyDatabase()
  await migrateHost(alone)
  await using database = await emptyDatabase()
  expect((await startRoster(database)).length).toBeGreaterThan(0)
  await migrateHost(database)
  expect(await startRoster(database)).toEqual([])
  await migrateHost(database)
  const timeless = (rows: unknown[]) => JSON.stringify(rows).replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:[\d.+]+/g, 'then')
  expect(timeless(await hostState(database))).toBe(timeless(await hostState(alone)))
})
