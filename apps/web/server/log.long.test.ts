import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { expect, test } from 'vitest'

// As after Ctrl+C in `pnpm start | tee roster.log`, which ends tee first.
test('a process whose log nobody reads any more still ends', async () => {
  const program = `
    import { createLog } from ${JSON.stringify(path.join(import.meta.dirname, 'log.ts'))}
    const log = createLog('info')
    log.info('first')
    process.stdin.once('data', () => {
      for (let line = 0; line < 3; line++) log.error('nobody reads this')
      process.exit(0)
    })`
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', program], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  try {
    await once(child.stdout, 'data')
    child.stdout.destroy()
    await once(child.stdout, 'close')
    child.stdin.write('end')
    expect(await once(child, 'exit', { signal: AbortSignal.timeout(10_000) })).toEqual([0, null])
  } finally {
    child.kill('SIGKILL')
  }
})
