import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'

test('a command ends without a word if nobody reads its output', async () => {
  const command = path.join(import.meta.dirname, 'roster.ts')
  const child = spawn(process.execPath, ['--import', 'tsx', '-C', '@roster/source', command, '--help'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child.stdout.destroy()
  expect(await Promise.all([text(child.stderr), once(child, 'close')])).toEqual(['', [1, null]])
})
