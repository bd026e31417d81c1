import { Hono } from 'hono'
import { answerError, answerUnknownRoute } from './http/answer-error.ts'
import { backendApi } from './backend/backend-api.ts'
import { createInstance } from './create-instance.ts'
import type { FaultBox } from './faults/fault-box.ts'
import { credentialsOf, loadKeys } from './tokens/load-keys.ts'
import type { InstanceCredentials } from './local-clerk.ts'
import { openStore } from './state/store.ts'
import type { Deliveries } from './webhooks/deliveries.ts'

export type OtherInstance = { credentials: InstanceCredentials; backend: Hono }

/** A second instance behind the same address, selected by its secret key. It is empty at first. */
export async function createOtherInstance(args: {
  secretKeyPrefix: string
  url: string
  faults: FaultBox
  deliveries: Deliveries
}): Promise<OtherInstance> {
  const { faults, deliveries } = args
  const keys = await loadKeys({ folder: undefined, secretKeyPrefix: args.secretKeyPrefix, host: 'clerk.other.test' })
  const store = openStore({ folder: undefined, demoData: [], crowd: [] })
  const instance = createInstance({ keys, store, faults, deliveries })
  instance.view.url = args.url
  const backend = new Hono()
    .onError(answerError)
    .notFound(answerUnknownRoute)
    .route('/bapi', backendApi(instance, faults))
  return { credentials: credentialsOf(keys), backend }
}
