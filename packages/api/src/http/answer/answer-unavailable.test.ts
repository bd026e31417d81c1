import { expect, test } from 'vitest'
import { createCors } from '../rest/cors.ts'
import { fromWeb } from '../http-request.ts'
import { createAnswerUnavailable } from './answer-unavailable.ts'
import { securityHeaders } from './security-headers.ts'
import { listen } from '../../../testing/listen.ts'
import { silentLog } from '../../../testing/silent-log.ts'
import { callRest } from '../../../testing/rest-call.ts'

const page = 'https://app.example.test'

test('a request that is refused unread is answered 503 in the documented shape', async () => {
  const unavailable = createAnswerUnavailable(createCors([page]), securityHeaders(false), silentLog)
  await using server = await listen((request, response) => unavailable.node(request, response))
  const { url } = server
  const { status, headers, text } = await callRest(url, { headers: { origin: page } })
  const saysWhen: unknown = expect.stringContaining('Retry-After')
  expect([status, headers.get('retry-after'), JSON.parse(text)]).toEqual([
    503,
    '1',
    { error: { code: 'SERVICE_UNAVAILABLE', message: saysWhen } },
  ])
  // Without this header a page could not read the others.
  expect(headers.get('access-control-allow-origin')).toBe(page)
  const head = await callRest(url, { method: 'HEAD' })
  expect([head.status, head.headers.get('access-control-allow-origin')]).toEqual([503, null])
  const web = unavailable.web(fromWeb(new Request(url, { method: 'HEAD' }), undefined))
  expect([web.headers.get('content-length'), await web.text()]).toEqual([head.headers.get('content-length'), ''])
})
