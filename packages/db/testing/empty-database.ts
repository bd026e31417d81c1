import { randomUUID } from 'node:crypto'
import pg from 'pg'

/** A database without migrations on the server in DATABASE_URL: its address, and a superuser's connection. */
export type EmptyDatabase = AsyncDisposable & { url: URL; admin: pg.Client }

export async function emptyDatabase(): Promise<EmptyDatabase> {
  const name = `roster_empty_${randomUUID().replaceAll('-', '')}`
  const url = new URL(process.env['DATABASE_URL'] ?? '')
  const server = await connected(url)
  await server.query(`CREATE DATABASE ${name}`)
  url.pathname = `/${name}`
  const admin = await connected(url)
  return {
    url,
    admin,
    async [Symbol.asyncDispose]() {
      await admin.end()
      await server.query(`DROP DATABASE ${name} WITH (FORCE)`)
      await server.end()
    },
  }
}

async function connected(url: URL): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  return client
}
