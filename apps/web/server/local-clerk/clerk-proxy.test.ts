import { once } from 'node:events'
import { createServer, get, type RequestListener } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { expect, test, vi } from 'vitest'
import { clerkProxyPath, createClerkProxy } from './clerk-proxy.ts'

async function listening(listener: RequestListener): Promise<{ url: string } & AsyncDisposable> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('The server has no port')
  const close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { url: `http://127.0.0.1:${address.port}`, [Symbol.asyncDispose]: close }
}

test('who leaves before the whole answer is no failure', async () => {
  const failures = vi.spyOn(console, 'error').mockReturnValue()
  let leave = () => {}
  let end = () => {}
  const left = new Promise<void>((resolve) => (leave = resolve))
  const ended = new Promise<void>((resolve) => (end = resolve))
  await using clerk = await listening((_request, response) => {
    response.on('close', () => end())
    response.write('first')
    void left.then(() => response.end('last'))
  })
  const app = new Hono().route('/', createClerkProxy(clerk.url))
  await using page = await listening((request, response) => {
    response.on('close', () => leave())
    void getRequestListener(app.fetch)(request, response)
  })
  const request = get(`${page.url}${clerkProxyPath}/v1/environment`, (response) => {
    response.once('data', () => request.destroy())
  })
  request.on('error', () => {})
  await ended
  expect(failures.mock.calls).toEqual([])
  failures.mockRestore()
})
