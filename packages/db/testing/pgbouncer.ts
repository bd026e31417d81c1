import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

/** Starts Debian's PgBouncer in transaction mode, with three connections, in front of the server at `url`. */
export async function startPgbouncer(url: URL): Promise<{ url: URL } & AsyncDisposable> {
  const folder = await mkdtemp(path.join(tmpdir(), 'roster-pgbouncer-'))
  const port = await freePort()
  const config = path.join(folder, 'pgbouncer.ini')
  await writeFile(path.join(folder, 'users.txt'), `"${url.username}" ""\n`)
  await writeFile(
    config,
    `[databases]
* = host=${url.hostname} port=${url.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = trust
auth_file = ${path.join(folder, 'users.txt')}
pool_mode = transaction
default_pool_size = 3
max_client_conn = 100
`,
  )
  await chmod(folder, 0o755)
  // It refuses to run as root.
  const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : []
  const child = spawn('/usr/sbin/pgbouncer', ['-q', ...user, config], { stdio: ['ignore', 'ignore', 'pipe'] })
  let complaint = ''
  child.stderr.on('data', (text) => (complaint += String(text)))
  const failed = new Promise<never>((_resolve, reject) => {
    child.once('error', () => reject(new Error('PgBouncer is not installed: apt-get install pgbouncer')))
    child.once('exit', () => reject(new Error(`PgBouncer ended: ${complaint}`)))
  })
  failed.catch(() => {})
  await Promise.race([failed, listening(port)])
  const own = new URL(url)
  own.host = `127.0.0.1:${port}`
  return {
    url: own,
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
      await rm(folder, { recursive: true })
    },
  }
}

async function listening(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1')
    const answers = await once(socket, 'connect').then(
      () => true,
      () => false,
    )
    socket.destroy()
    if (answers) return
    await delay(20)
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}
