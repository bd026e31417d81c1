import { get } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { listen } from '@roster/api/testing'
import { Hono } from 'hono'
import { expect, test, vi } from 'vitest'
import { clerkProxyPath, createClerkProxy } from './clerk-proxy.ts'

test('a client that disconnects before the end of the answer is not logged as a failure', async () => {
  const failures = vi.spyOn(console, 'error').mockReturnValue()
  let leave = () => {}
  let end = () => {}
  const left = new Promise<void>((resolve) => (leave = resolve))
  const ended = new Promise<void>((resolve) => (end = resolve))
  await using clerk = await listen((_request, response) => {
    response.on('close', () => end())
    response.write('first')
    void left.then(() => response.end('last'))
  })
  const app = new Hono().route('/', createClerkProxy(clerk.url))
  await using page = await listen((request, response) => {
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
