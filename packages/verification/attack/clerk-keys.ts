import type { IncomingMessage, ServerResponse } from 'node:http'
import { json } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { listen } from '@roster/api/testing'
import { z } from 'zod'

const LATENCY_MS = 20
// As Clerk answers about what it does not know: an answer without errors would be an outage.
const UNKNOWN = { errors: [{ code: 'resource_not_found', message: 'not found', long_message: 'No such key.' }] }

/** Clerk's API keys, where every secret `ak_good_ORG_…` is valid for ORG. Counts its requests. */
export async function startClerkKeys() {
  let calls = 0
  const made = new Map<string, ReturnType<typeof keyOf>>()

  function answer(method: string, path: string, query: URLSearchParams, body: unknown): [number, unknown] {
    if (path.endsWith('/api_keys/verify')) {
      const { secret } = z.object({ secret: z.string() }).parse(body)
      const subject = /^ak_good_(org_[^_]+)_/.exec(secret)?.[1]
      return subject ? [200, keyOf(secret.slice(0, 60), subject)] : [404, UNKNOWN]
    }
    // There are no machine and OAuth tokens, and the reads of the mirror fail.
    if (path.endsWith('/verify')) return [404, UNKNOWN]
    if (!path.includes('/api_keys')) return [503, { errors: [] }]
    const [, id] = /\/api_keys\/([^/]+)/.exec(path) ?? []
    if (id !== undefined) return made.has(id) ? [200, made.get(id)] : [404, UNKNOWN]
    if (method === 'POST') {
      const key = keyOf(`ak_${made.size}`, z.object({ subject: z.string() }).parse(body).subject)
      made.set(key.id, key)
      return [200, { ...key, secret: `ak_good_${key.subject}_${key.id}` }]
    }
    const data = [...made.values()].filter(({ subject }) => subject === query.get('subject'))
    return [200, { data: data.slice(0, 100), total_count: data.length }]
  }

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://clerk.invalid')
    const body = request.method === 'POST' ? await json(request).catch(() => ({})) : {}
    await sleep(LATENCY_MS)
    const [status, value] = answer(request.method ?? 'GET', pathname, searchParams, body)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
  }

  const server = await listen((request, response) => {
    calls += 1
    void respond(request, response)
  })
  return { ...server, calls: () => calls }
}

function keyOf(id: string, subject: string) {
  return {
    object: 'api_key',
    type: 'api_key',
    id,
    subject,
    name: 'Attacked',
    scopes: ['users:read'],
    claims: null,
    revoked: false,
    revocation_reason: null,
    expired: false,
    expiration: null,
    created_by: null,
    description: null,
    last_used_at: null,
    created_at: 1_700_000_000_000,
    updated_at: 1_700_000_000_000,
  }
}
