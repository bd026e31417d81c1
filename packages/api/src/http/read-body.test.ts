import { once } from 'node:events'
import { connect } from 'node:net'
import express from 'express'
import { afterAll, describe, expect, test } from 'vitest'
import { listen } from '../../testing/listen.ts'
import { resolvePath, startTestServer, webhookPath } from '../../testing/test-server.ts'
import { createWebhookSender } from '../../testing/webhook-sender.ts'
import { toPublicError } from '../errors.ts'
import { fromWeb } from './http-request.ts'
import { readBody } from './read-body.ts'

const server = await startTestServer()
afterAll(() => server[Symbol.asyncDispose]())
const json = { 'content-type': 'application/json' }
const sender = createWebhookSender(server)
const bearer = () => ({ ...json, authorization: `Bearer ${server.token()}` })
const signed = () => sender.sign('{}')

describe('a request whose client disconnects within its body', () => {
  /** What a web server passes on of such a client. */
  const cut = () =>
    new ReadableStream({
      start: (body) => body.enqueue(Buffer.from('{"ids":')),
      pull: (body) => body.error(Object.assign(new Error('aborted'), { code: 'ECONNRESET' })),
    })

  test.each([
    ['by REST', resolvePath, bearer],
    ['by tRPC', '/api/trpc/apiKeys.create', bearer],
    ['as a webhook', webhookPath, signed],
  ])('is refused %s, and the log names no failure of the database', async (_how, path, headers) => {
    const init = { method: 'POST', headers: headers(), body: cut(), duplex: 'half' as const }
    const answer = await server.roster.fetch(new Request(server.url + path, init))
    expect([answer?.status, await answer?.text()]).toEqual([400, expect.stringContaining('VALIDATION_ERROR')])
    expect(server.logged().filter((line) => line.startsWith('error'))).toEqual([])
  })

  test('is refused as it comes from a socket', async () => {
    let read: Promise<unknown> | undefined
    await using node = await listen((request) => {
      read = readBody(request).then(String, toPublicError)
      socket.destroy()
    })
    const socket = connect(Number(new URL(node.url).port), '127.0.0.1')
    socket.write('POST / HTTP/1.1\r\nhost: h\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{"ids"')
    await once(socket, 'close')
    expect(await read).toMatchObject({ code: 'VALIDATION_ERROR' })
  })
})

describe('a body that the host has read already', () => {
  test.each([
    ['REST', resolvePath, bearer],
    ['a webhook', webhookPath, signed],
  ])('is an internal error of %s, because neither the client nor Clerk can fix it', async (_what, path, headers) => {
    const app = express().use(express.json(), (request, response) => void server.roster.node(request, response))
    await using host = await listen(app)
    expect((await fetch(host.url + path, { method: 'POST', headers: headers(), body: '{}' })).status).toBe(500)
  })

  test('is an error that says what to do', async () => {
    const request = new Request(server.url, { method: 'POST', headers: json, body: '{"ids":[]}' })
    await request.json()
    const read = readBody(fromWeb(request, undefined))
    await expect(read).rejects.toThrow('Give Roster its requests before anything that reads bodies')
  })
})
