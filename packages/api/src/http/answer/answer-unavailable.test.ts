import { expect, test } from 'vitest'
import { createAnswerUnavailable } from './answer-unavailable.ts'
import { securityHeaders } from './security-headers.ts'
import { listen } from '../../../testing/listen.ts'
import { silentLog } from '../../../testing/silent-log.ts'
import { callRest } from '../../../testing/rest-call.ts'

test('a request that is refused unread is answered 503 in the documented shape', async () => {
  const unavailable = createAnswerUnavailable(securityHeaders(false), silentLog)
  await using server = await listen((request, response) => unavailable.node(request, response))
  const { url } = server
  const { status, headers, text } = await callRest(url)
  const saysWhen: unknown = expect.stringContaining('Retry-After')
  expect([status, headers.get('retry-after'), JSON.parse(text)]).toEqual([
    503,
    '1',
    { error: { code: 'SERVICE_UNAVAILABLE', message: saysWhen } },
  ])
  expect((await callRest(url, { method: 'HEAD' })).status).toBe(503)
})
