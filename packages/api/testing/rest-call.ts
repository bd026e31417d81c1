import { request, type IncomingMessage } from 'node:http'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { expectDocumented } from './documented.ts'
import { usersPath } from './test-server.ts'

export type RestAsk = { method?: string; path?: string; query?: string; headers?: Record<string, string> }

/** `body` is what was received, `text` the same without its content coding. */
export type RestAnswer = { status: number; headers: Headers; body: Buffer; text: string }

/** Calls the REST path and compares the answer with the OpenAPI document. */
export async function callRest(url: string, ask: RestAsk = {}): Promise<RestAnswer> {
  const answer = await exchangeRest(url, ask)
  const { status, headers, text: body } = answer
  expectDocumented({ method: ask.method ?? 'GET', path: ask.path ?? usersPath, status, headers, body })
  return answer
}

/** Calls the REST path with exactly these headers; fetch would add others. */
export async function exchangeRest(
  url: string,
  { method = 'GET', path = usersPath, query = '', headers = {} }: RestAsk = {},
): Promise<RestAnswer> {
  const asking = request(`${url}${path}${query}`, { method, headers }).end()
  const response = await new Promise<IncomingMessage>((resolve, reject) =>
    asking.once('response', resolve).once('error', reject),
  )
  const body = Buffer.concat(await response.toArray())
  const answer = { status: response.statusCode ?? 0, headers: headersOf(response), body }
  const text = String(decode(answer.headers.get('content-encoding'), body))
  return { ...answer, text }
}

function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers()
  for (let at = 0; at < rawHeaders.length; at += 2) headers.append(rawHeaders[at] ?? '', rawHeaders[at + 1] ?? '')
  return headers
}

function decode(coding: string | null, body: Buffer): Buffer {
  if (body.length === 0) return body
  return coding === 'gzip' ? gunzipSync(body) : coding === 'br' ? brotliDecompressSync(body) : body
}
