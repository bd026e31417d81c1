import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { silentLog } from '../../../testing/silent-log.ts'
import { createRateLimit } from './rate-limit.ts'

const limits = { credential: 10, organization: 10, address: 10 }

/** Returns what is logged when requests with these X-Forwarded-For headers arrive. */
function warnings(trustProxy: boolean, forwarded: (string | undefined)[]): string[] {
  const lines: string[] = []
  const limit = createRateLimit(limits, trustProxy, {
    ...silentLog,
    warn: (facts, message) => void lines.push(message + JSON.stringify(facts)),
  })
  for (const address of forwarded) {
    const request = new IncomingMessage(new Socket())
    if (address !== undefined) request.headers['x-forwarded-for'] = address
    limit.count({ kind: 'none' }, request)
  }
  return lines
}

test('X-Forwarded-For with TRUST_PROXY unset is reported once, without an address', () => {
  const lines = warnings(false, [undefined, '192.0.2.1', '192.0.2.2'])
  expect(lines).toHaveLength(1)
  expect(lines[0]).toContain('TRUST_PROXY')
  expect(lines[0]).not.toContain('192.0.2')
})

test('nothing is reported without the header or with TRUST_PROXY set', () => {
  expect(warnings(false, [undefined, undefined])).toEqual([])
  expect(warnings(true, ['192.0.2.1', '192.0.2.2'])).toEqual([])
})
