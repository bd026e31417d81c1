// RELEASE_BEFORE names the production folder of an earlier version; without it, the current version is used for both.
import { setTimeout as delay } from 'node:timers/promises'
import { emptyDatabase } from '@roster/db/testing'
import { expect, onTestFinished, test } from 'vitest'
import { freePort } from './free-port.ts'
import { startNginx } from './nginx.ts'
import { startOperatedClerk } from './operated-clerk.ts'
import { copyRelease } from './release-process.ts'

const PAUSE_MS = 5

test('no request fails while two replicas are upgraded, given a new signing secret and rolled back', async () => {
  await using older = await copyRelease(process.env['RELEASE_BEFORE'])
  await using newer = await copyRelease()
  await using database = await emptyDatabase()
  const clerk = await startOperatedClerk()
  const ports = [await freePort(), await freePort()]
  const start = (version: typeof newer, at: number, more: Record<string, string> = {}) => {
    const port = String(ports[at])
    return version.start({
      ...clerk.variables(database.url.href),
      PORT: port,
      DRAIN_SECONDS: '1',
      TRUST_PROXY: 'true',
      ...more,
    })
  }
  const replicas = [await start(older, 0), await start(older, 1)]
  onTestFinished(async () => {
    for (const replica of replicas) await replica.end()
    await clerk.local.close()
  })
  await using nginx = await startNginx(
    await freePort(),
    ports.map((port) => `127.0.0.1:${port}`),
  )
  // The first list waits for the organization's first reconcile, which a busy machine may not finish in time.
  await expect.poll(() => clerk.list(nginx.url), { timeout: 20_000 }).toHaveLength(25)
  const failures: unknown[] = []
  let answered = 0
  const over = new AbortController()
  async function ask(): Promise<void> {
    while (!over.signal.aborted) {
      const list = await clerk.list(nginx.url).catch(String)
      if (Array.isArray(list) && list.length === 25) answered += 1
      else failures.push(list)
      await delay(PAUSE_MS)
    }
  }
  const asking = Promise.all([ask(), ask(), ask(), ask()])
  clerk.local.sendWebhooksTo(`${nginx.url}/api/webhooks/clerk`)

  const rotated = {
    CLERK_WEBHOOK_SIGNING_SECRET: `whsec_${Buffer.alloc(32, 'new').toString('base64')},${clerk.local.webhookSigningSecret}`,
  }
  for (const [version, more] of [
    [newer, {}],
    [newer, rotated],
    [older, {}],
  ] as const)
    for (const at of [0, 1]) {
      expect(await replicas[at]?.end()).toBe(0)
      replicas[at] = await start(version, at, more)
      const name = crypto.randomUUID()
      await clerk.change('bob@acme.test', 'PATCH', { first_name: name })
      await expect
        .poll(() => clerk.list(nginx.url), { timeout: 10_000 })
        .toContainEqual(expect.objectContaining({ firstName: name }))
    }
  over.abort()
  await asking
  expect(failures).toEqual([])
  expect(answered).toBeGreaterThan(100)
})
