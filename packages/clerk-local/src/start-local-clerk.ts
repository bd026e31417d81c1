import { join } from 'node:path'
import { createAdaptorServer } from '@hono/node-server'
import { z } from 'zod'
import { requireUser } from './backend/user-routes.ts'
import { controlRoutes, type Control } from './control-routes.ts'
import { createInstance } from './create-instance.ts'
import { demoAccounts } from './demo/demo-accounts.ts'
import { crowd } from './demo/crowd.ts'
import { demoData } from './demo/demo-data.ts'
import { clerkJsPath } from './frontend/clerk-js-routes.ts'
import { createFaultBox } from './faults/fault-box.ts'
import { createServerApp } from './server-app.ts'
import { createTokenIssuer } from './tokens/issue-token.ts'
import { credentialsOf, loadKeys } from './tokens/load-keys.ts'
import type { LocalClerk, LocalClerkOptions } from './local-clerk.ts'
import { createOtherInstance, type OtherInstance } from './other-instance.ts'
import { openStore } from './state/store.ts'
import { createDeliveries } from './webhooks/deliveries.ts'
import { setRoles } from './writes/role-writes.ts'
import { restrictUser } from './writes/user-writes.ts'

const address = z.object({ port: z.number() })

/**
 * Starts an offline Clerk that the unpatched SDKs accept, for development and tests.
 * Rejects in production, when the port is taken, and when the saved state is damaged.
 */
export async function startLocalClerk(options: LocalClerkOptions): Promise<LocalClerk> {
  if (options.nodeEnv === 'production') {
    throw new Error(
      'The local Clerk does not start with NODE_ENV=production: its demo accounts would let anybody in. Set the keys of a real Clerk instance (CLERK_SECRET_KEY, CLERK_PUBLISHABLE_KEY, CLERK_JWT_KEY).',
    )
  }
  const folder = options.dataDir === undefined ? undefined : join(options.dataDir, 'clerk')
  // The key is generated on another thread, so the demo data is built at the same time.
  const secretKeyPrefix = options.secretKeyPrefix ?? 'sk_test_'
  const keysReady = loadKeys({ folder, secretKeyPrefix, host: 'clerk.roster.test' })
  const store = openStore({
    folder,
    demoData: demoData({ acme: 25, globex: 1_000, initech: 10_000, ...options.organizations }),
    crowd: options.crowd ? crowd(options.crowd) : [],
  })
  const keys = await keysReady
  const faults = createFaultBox()
  const deliveries = createDeliveries(keys, faults)
  deliveries.sendTo(options.webhookUrl)
  const instance = createInstance({ keys, store, faults, deliveries })
  const { view } = instance
  let creating: Promise<OtherInstance> | undefined
  let other: OtherInstance | undefined
  const otherInstance = async () => {
    other = await (creating ??= createOtherInstance({ secretKeyPrefix, url: view.url, faults, deliveries }))
    return other.credentials
  }
  const counted = new Map<string, number>()
  const control: Control = {
    otherInstance,
    sendWebhook: ({ type, data, instanceId = keys.instanceId }) => deliveries.publish([{ type, data }], instanceId),
    setDeprovisioned(userId, deprovisioned) {
      restrictUser(instance, requireUser(view.world, userId), { deprovisioned })
    },
    token: createTokenIssuer(instance),
  }
  const app = createServerApp({
    instance,
    faults,
    otherBackend: (secretKey) => (secretKey === other?.credentials.secretKey ? other.backend : undefined),
    control: controlRoutes(faults, control),
    count: (route) => counted.set(route, (counted.get(route) ?? 0) + 1),
  })
  const server = createAdaptorServer({ fetch: app.fetch })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: Error) => reject(portTaken(options.port, cause)))
    server.listen(options.port, '127.0.0.1', resolve)
  })
  const url = `http://127.0.0.1:${address.parse(server.address()).port}`
  view.url = url

  return {
    url,
    apiUrl: `${url}/bapi`,
    frontendApiUrl: `${url}/fapi`,
    ...credentialsOf(keys),
    webhookSigningSecret: keys.webhookSigningSecret,
    clerkJsPath: clerkJsPath(),
    demoAccounts,
    sendWebhooksTo: deliveries.sendTo,
    ...control,
    requests: () => ({
      total: [...counted.values()].reduce((sum, count) => sum + count, 0),
      byRoute: Object.fromEntries(counted),
    }),
    settled: deliveries.settled,
    setFaults: faults.set,
    setRoles: (roles) => setRoles(instance, roles),
    close: () =>
      new Promise((resolve) => {
        deliveries.stop()
        server.close(() => resolve())
        if ('closeAllConnections' in server) server.closeAllConnections()
      }),
  }
}

function portTaken(port: number, cause: Error): Error {
  return new Error(
    `Port ${port} can't be opened, so the local Clerk did not start. Stop what listens there, or set CLERK_LOCAL_PORT to a free one.`,
    { cause },
  )
}
