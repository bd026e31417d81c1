import { once } from 'node:events'
import { request, type Agent, type IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'

/** A list that was received whole: its status, when that was, how long it took in ms, and the events that it shows. */
export type ListRead = { status: number | undefined; at: number; tookMs: number; events: number[] }

const MARK = '"Event '
const unzip = promisify(gunzip)

/** Reads a list as a client that stores nothing. */
export async function readList(
  url: string,
  token: string,
  coding: 'identity' | 'gzip',
  agent: Agent,
): Promise<ListRead> {
  const started = performance.now()
  const headers = { authorization: `Bearer ${token}`, 'accept-encoding': coding }
  const sent = request(url, { headers, agent }).end()
  const response = await new Promise<IncomingMessage>((resolve, reject) =>
    sent.once('response', resolve).once('error', reject),
  )
  const chunks: Buffer[] = []
  response.on('data', (chunk: Buffer) => chunks.push(chunk))
  await once(response, 'end')
  const read = { status: response.statusCode, at: Date.now(), tookMs: performance.now() - started }
  if (response.statusCode !== 200) return { ...read, events: [] }
  const body = Buffer.concat(chunks)
  return { ...read, events: eventsIn(coding === 'gzip' ? await unzip(body) : body) }
}

// A regular expression would need the text, which costs ten times as much.
function eventsIn(body: Buffer): number[] {
  const events: number[] = []
  for (let at = body.indexOf(MARK); at >= 0; at = body.indexOf(MARK, at + 1))
    events.push(Number.parseInt(body.toString('latin1', at + MARK.length, at + MARK.length + 8), 10))
  return events
}
