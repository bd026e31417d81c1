import { get, type RequestListener } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { listen } from '@roster/api/testing'
import { Hono } from 'hono'
import { expect, test, vi } from 'vitest'
import { clerkProxyPath, createClerkProxy } from './clerk-proxy.ts'

const scriptPath = '/npm/@clerk/clerk-js@5/dist/clerk.browser.js'

function proxyTo(url: string): RequestListener {
  const app = new Hono().route('/', createClerkProxy(url))
  return (request, response) => void getRequestListener(app.fetch)(request, response)
}

/** Reads the script as a client that accepts these encodings. */
async function read(url: string, encodings: string) {
  const response = await fetch(url + clerkProxyPath + scriptPath, { headers: { 'accept-encoding': encodings } })
  const { status, headers } = response
  return { status, encoding: headers.get('content-encoding'), body: await response.text() }
}

test('Clerk’s script is read and compressed with Brotli once, for who accepts that', async () => {
  const script = 'const clerk = 1\n'.repeat(1_000)
  let reads = 0
  await using clerk = await listen((_request, response) => {
    reads += 1
    response.setHeader('content-type', 'text/javascript').end(script)
  })
  await using page = await listen(proxyTo(clerk.url))
  await fetch(page.url + clerkProxyPath + scriptPath, { method: 'HEAD', headers: { 'accept-encoding': 'br' } })
  reads = 0
  for (const encodings of ['gzip, deflate, br, zstd', 'br;q=0.1', '*']) {
    expect([encodings, await read(page.url, encodings)]).toEqual([
      encodings,
      { status: 200, encoding: 'br', body: script },
    ])
  }
  expect(reads).toBe(1)
  expect(await read(page.url, 'gzip, br;q=0')).toEqual({ status: 200, encoding: 'gzip', body: script })
  expect(await read(page.url, 'identity')).toEqual({ status: 200, encoding: null, body: script })
})

test('a script that could not be read is read again', async () => {
  const statuses = [404, 200]
  await using clerk = await listen((_request, response) => {
    response.writeHead(statuses.shift() ?? 500, { 'content-type': 'text/javascript' }).end('1')
  })
  await using page = await listen(proxyTo(clerk.url))
  expect(await read(page.url, 'br')).toMatchObject({ status: 404 })
  expect(await read(page.url, 'br')).toEqual({ status: 200, encoding: 'br', body: '1' })
})

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
  const app = proxyTo(clerk.url)
  await using page = await listen((request, response) => {
    response.on('close', () => leave())
    app(request, response)
  })
  const request = get(`${page.url}${clerkProxyPath}/v1/environment`, (response) => {
    response.once('data', () => request.destroy())
  })
  request.on('error', () => {})
  await ended
  expect(failures.mock.calls).toEqual([])
  failures.mockRestore()
})
