import { once } from 'node:events'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { openSocket, written } from '../shared/plain-http.ts'
import type { Options, Verdict } from './group.ts'
import { NOISY, startTarget, type Target } from './target.ts'

const SOCKETS = 500
const MAX_MB = 400
// A stall of 10 s, found by four checks.
const CLOSED_AFTER_MS = 20_000
const RETURNED_MB = 60
const MEMBERS = 500
// More than the system buffers for one connection.
const PIPELINED = 4

const paths = [
  '/api/v1/entities/users',
  '/api/trpc/users.list',
  '/api/trpc/users.list?input=%7B%7D',
  '/api/trpc/users.revision,users.list?batch=1&input=%7B%7D',
]
const codings = ['identity', 'gzip', 'br']

/** Answers with 10,000 members that many clients request in every shape and never read. */
export async function* unreadSockets({ scale }: Options): AsyncIterable<Verdict> {
  const target = await startTarget()
  const sockets: Socket[] = []
  try {
    // Every shape is encoded once, and the garbage of that is collected.
    for (let index = 0; index < 12; index += 1) await askAndRead(target, index)
    // Opens all connections to the database.
    await Promise.all(Array.from({ length: 40 }, (_, index) => askAndRead(target, index)))
    await target.server.idle()
    const before = target.server.rssMb()
    const files = target.server.openFiles()
    let peak = before
    const watch = setInterval(() => (peak = Math.max(peak, target.server.rssMb())), 50)
    const count = Math.ceil(SOCKETS * scale)
    for (let index = 0; index < count; index += 1) sockets.push(await askUnread(target, index))
    await sleep(CLOSED_AFTER_MS)
    // Without the connections to the database, which come and go.
    const open = Math.max(0, target.server.openFiles() - files - 10)
    clearInterval(watch)
    yield {
      promise: `${count} unread answers of 10,000 members take no more than ${MAX_MB} MB`,
      number: `${peak.toFixed(0)} MB, before ${before.toFixed(0)} MB`,
      holds: peak <= MAX_MB,
    }
    // A compressed answer fits in the system's buffers, so the server has sent it and waits for the next request.
    const fitting = sockets.filter((_socket, index) => codingOf(index) !== 'identity').length
    yield {
      promise: `connections whose answers stall are ended within ${CLOSED_AFTER_MS / 1000} s`,
      number: `${open} of ${count} open, of which ${fitting} may have been sent`,
      holds: open <= fitting,
    }
    for (const socket of sockets) socket.destroy()
    const after = await lowest(target)
    yield {
      promise: 'their memory is freed',
      number: `${after.toFixed(0)} MB, before ${before.toFixed(0)} MB`,
      holds: after <= before + RETURNED_MB,
    }
    const status = await askAndRead(target, 0)
    yield { promise: 'the next caller is answered', number: `${status}`, holds: status === 200 }
  } finally {
    for (const socket of sockets) socket.destroy()
    await target.stop()
  }
}

function requestOf(target: Target, index: number) {
  const path = paths[index % paths.length] ?? ''
  return { path, headers: { ...target.session(NOISY, (index % MEMBERS) + 2), 'accept-encoding': codingOf(index) } }
}

function codingOf(index: number): string {
  return codings[Math.floor(index / paths.length) % codings.length] ?? ''
}

async function askAndRead(target: Target, index: number): Promise<number> {
  const { path, headers } = requestOf(target, index)
  const response = await fetch(target.url + path, { headers })
  await response.arrayBuffer()
  return response.status
}

async function askUnread(target: Target, index: number): Promise<Socket> {
  const socket = openSocket(Number(new URL(target.url).port))
  await once(socket, 'connect')
  socket.pause()
  socket.write(written(requestOf(target, index)).repeat(PIPELINED))
  return socket
}

async function lowest({ server }: Target): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  for (let tries = 0; tries < 20; tries += 1) {
    least = Math.min(least, server.rssMb())
    await sleep(250)
  }
  return least
}
