import { once } from 'node:events'
import { createServer } from 'node:http'
import { collectDefaultMetrics, Registry } from 'prom-client'
import type { Env } from './env.ts'

/** Serves the metrics of Roster and the process on a separate port, which API callers can't reach. */
export type MetricsServer = { registry: Registry; close(): Promise<void> }

/** Returns undefined without METRICS_PORT. */
export async function openMetricsServer({ METRICS_PORT, HOST }: Env): Promise<MetricsServer | undefined> {
  if (METRICS_PORT === undefined) return undefined
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const server = createServer((request, response) => {
    if (request.url !== '/metrics') return void response.writeHead(404).end()
    void registry.metrics().then(
      (text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
      () => response.writeHead(500).end(),
    )
  })
  server.listen(METRICS_PORT, HOST)
  await once(server, 'listening').catch((cause: unknown) => {
    throw new Error(
      `Roster could not listen on METRICS_PORT ${METRICS_PORT} of ${HOST}, so it did not start. Set it to a free port, or leave it empty.`,
      { cause },
    )
  })
  return {
    registry,
    async close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
