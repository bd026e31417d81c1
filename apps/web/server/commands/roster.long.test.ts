import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { startLocalClerk } from '@roster/clerk-local'
import { expect, test } from 'vitest'

const command = path.join(import.meta.dirname, 'roster.ts')

test('a command ends without a word if nobody reads its output', async () => {
  const child = spawn(process.execPath, ['--import', 'tsx', '-C', '@roster/source', command, '--help'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child.stdout.destroy()
  expect(await Promise.all([text(child.stderr), once(child, 'close')])).toEqual(['', [1, null]])
})

test('a server handles SIGTERM while it starts, so that it ends also as the first process of a container', async () => {
  const database = createServer().listen(0, '127.0.0.1')
  await once(database, 'listening')
  const address = database.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const keys = await startLocalClerk({ port: 0, organizations: {} })
  const child = spawn(process.execPath, ['--import', 'tsx', '-C', '@roster/source', command, 'start'], {
    stdio: 'ignore',
    env: {
      ...process.env,
      PORT: '0',
      DATABASE_URL: `postgresql://roster@127.0.0.1:${port}/roster`,
      CLERK_SECRET_KEY: keys.secretKey,
      CLERK_PUBLISHABLE_KEY: keys.publishableKey,
      CLERK_JWT_KEY: keys.jwtKey,
    },
  })
  // It accepts and never answers, so the server waits for it.
  await once(database, 'connection')
  child.kill('SIGTERM')
  expect(await once(child, 'close')).toEqual([0, null])
  await keys.close()
  database.close()
})
