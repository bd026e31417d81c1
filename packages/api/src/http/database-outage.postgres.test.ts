import { testDatabase } from '@roster/db/testing'
import { Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { startTcpProxy } from '../../testing/tcp-proxy.ts'
import { startWebhookServer } from '../../testing/webhook-server.ts'

/** A server that reaches its database through a proxy, which can be closed and stalled. */
async function start() {
  const database = await testDatabase()
  if (!database) throw new Error('This test needs PostgreSQL: DATABASE_URL is not set.')
  const url = new URL(database.url)
  const proxy = await startTcpProxy({ host: url.hostname, port: Number(url.port) })
  url.port = String(proxy.port)
  const metrics = new Registry()
  const server = await startWebhookServer({ url: url.href, metrics })
  return {
    ...server,
    metrics,
    isHanging: async () => (await metrics.getSingleMetricAsString('roster_database_hanging')).endsWith(' 1'),
    proxy,
    drop: () => database.drop(),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      await proxy.close()
      await database.drop()
    },
  }
}

test('while the database is down a webhook is answered 503 with Retry-After; its next delivery applies', async () => {
  await using it = await start()
  const [alice] = await it.list()
  const data = await it.change('GET', `/users/${alice?.id}`)
  const renamed = Object.assign({}, data, { first_name: 'Later', updated_at: Date.now() })
  const body = JSON.stringify({ type: 'user.updated', object: 'event', data: renamed })
  const headers = it.sign(body)

  await it.proxy.close()
  const refused = await it.send(body, headers)
  expect(refused.status).toBe(503)
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(await it.status()).toBe(503)

  await it.proxy.open()
  await expect.poll(async () => (await it.send(body, headers)).status).toBe(204)
  expect((await it.list())[0]?.firstName).toBe('Later')
})

test('changes during an outage of the database are in the list once Clerk has delivered them', async () => {
  await using it = await start()
  const [alice, bob] = await it.list()
  await it.proxy.close()
  await it.change('PATCH', `/users/${alice?.id}`, { first_name: 'Delivered' })
  await it.change('DELETE', `/users/${bob?.id}`)
  await expect.poll(async () => (await it.get('/readyz')).status).toBe(503)
  await it.proxy.open()
  await it.clerk.settled()
  const list = await it.list()
  expect(list[0]?.firstName).toBe('Delivered')
  expect(list.map(({ id }) => id)).not.toContain(bob?.id)
})

test('while the database hangs every request is answered 503 within a second, and afterwards as before', async () => {
  await using it = await start()
  const [alice] = await it.list()
  const data = await it.change('GET', `/users/${alice?.id}`)
  const event = JSON.stringify({ type: 'user.updated', object: 'event', data })
  const headers = { authorization: `Bearer ${it.token()}` }
  const asks = [
    () => it.get('/api/v1/entities/users', { headers }),
    () => it.get('/api/trpc/users.list', { headers }),
    () => it.get('/api/trpc/members.list', { headers }),
    () => it.send(event),
    () => it.get('/readyz'),
    () => it.get('/readyz?verbose'),
  ]
  const ask = async () =>
    Promise.all(
      asks.map(async (asking) => {
        const started = performance.now()
        const { status } = await asking()
        return { status, slow: performance.now() - started > 1000 }
      }),
    )
  const allUnavailable = asks.map(() => ({ status: 503, slow: false }))

  it.proxy.stall()
  for (let round = 0; round < 4; round += 1) expect(await ask()).toEqual(allUnavailable)

  it.proxy.resume()
  await expect
    .poll(ask, { timeout: 3000 })
    .toEqual([200, 200, 200, 204, 200, 200].map((status) => ({ status, slow: false })))
})

test('a database that hangs or is down shows in its metric, also in a replica that no request reaches any more', async () => {
  await using it = await start()
  expect(await it.isHanging()).toBe(false)
  it.proxy.stall()
  expect(await it.isHanging()).toBe(true)
  it.proxy.resume()
  await expect.poll(it.isHanging).toBe(false)
  await it.proxy.close()
  expect(await it.isHanging()).toBe(true)
  await it.proxy.open()
  await expect.poll(it.isHanging).toBe(false)
})

test('while the database hangs the other metrics and the health report are answered within a second', async () => {
  await using it = await start()
  const names = ['info', 'database_hanging', 'mirror_due_rows']
  const scrape = async () => {
    const started = performance.now()
    const text = await it.metrics.metrics()
    const shown = names.filter((name) => new RegExp(`^roster_${name}[{ ]`, 'm').test(text))
    return { shown, slow: performance.now() - started > 1000 }
  }
  // An idle connection, on which a statement waits for longer than for a new one.
  await it.db.background.query('SELECT 1')
  it.proxy.stall()
  // What was read a moment ago is still shown.
  await expect.poll(async () => (await scrape()).shown, { timeout: 10_000 }).not.toContain('mirror_due_rows')
  for (let round = 0; round < 4; round += 1)
    expect(await scrape()).toEqual({ shown: ['info', 'database_hanging'], slow: false })
  const report: unknown = await (await it.get('/readyz?verbose')).json()
  expect(report).toMatchObject({ database: { readable: false, writable: false }, mirror: null })
  it.proxy.resume()
  await expect.poll(async () => (await scrape()).shown, { timeout: 10_000 }).toEqual(names)
})

test.each<[string, RegExp, (it: Awaited<ReturnType<typeof start>>) => Promise<unknown>]>([
  ['that was dropped', /does not exist any more/, ({ drop }) => drop()],
  ['whose tables are gone', /A table is missing/, ({ db }) => db.pool.query('DROP SCHEMA roster CASCADE')],
])('a database %s is answered 503, and the log says so without the data of a request', async (_what, advice, harm) => {
  await using it = await start()
  const [alice] = await it.list()
  const data = await it.change('GET', `/users/${alice?.id}`)
  const headers = { authorization: `Bearer ${it.token()}` }
  await harm(it)
  const answers = await Promise.all([
    it.get('/api/v1/entities/users', { headers }),
    it.get('/api/v1/entities/users?consistency=strong', { headers }),
    it.get('/api/trpc/users.list', { headers }),
    it.send({ type: 'user.updated', object: 'event', data }),
  ])
  for (const { status, headers: answered } of answers)
    expect([status, Number(answered.get('retry-after')) > 0]).toEqual([503, true])
  const failures = it.logged().filter((line) => line.startsWith('error The database failed'))
  expect(failures).toContainEqual(expect.stringMatching(advice))
  expect(it.logged().filter((line) => line.includes('unexpected error'))).toEqual([])
})
