import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { startTestServer } from '../../testing/test-server.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())

test('any number of requests at once on one connection is answered, and is no leak to Node', async () => {
  const warnings: Error[] = []
  const note = (warning: Error) => void warnings.push(warning)
  process.on('warning', note)
  onTestFinished(() => void process.off('warning', note))
  const ask = (connection: string) =>
    `GET /api/trpc/users.revision HTTP/1.1\r\nhost: h\r\nconnection: ${connection}\r\nauthorization: Bearer ${server.token()}\r\n\r\n`
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
  await once(socket, 'connect')
  socket.write(ask('keep-alive').repeat(20) + ask('close'))
  expect((await text(socket)).match(/HTTP\/1\.1 200/g)).toHaveLength(21)
  expect(warnings).toEqual([])
})
