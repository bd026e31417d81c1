import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { expect, test } from 'vitest'

/** Starts a process with a log, in which the code runs when its standard input has data. */
function startLogging(code: string) {
  const program = `
    import { createLog } from ${JSON.stringify(path.join(import.meta.dirname, 'log.ts'))}
    const log = createLog('info')
    log.info('first')
    process.stdin.once('data', () => { ${code} })`
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', program], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  return Object.assign(child, { [Symbol.dispose]: () => void child.kill('SIGKILL') })
}

const exitOf = (child: ReturnType<typeof startLogging>) =>
  once(child, 'exit', { signal: AbortSignal.timeout(10_000) }).then(([code]) => code as unknown)

// As after Ctrl+C in `pnpm start | tee roster.log`, which ends tee first.
test('a process goes on and ends as usual after the reader of its log has ended', async () => {
  using child = startLogging(`
    for (let line = 0; line < 3; line++) log.error('nobody reads this')
    setTimeout(() => {
      log.error('nor this')
      process.exit(3)
    }, 10)`)
  await once(child.stdout, 'data')
  child.stdout.destroy()
  await once(child.stdout, 'close')
  child.stdin.write('end')
  expect(await exitOf(child)).toBe(3)
})

test('a process goes on and ends as usual while nobody reads its log', async () => {
  using child = startLogging(`
    for (let line = 0; line < 20; line++) log.error('x'.repeat(1024 * 1024))
    setTimeout(() => process.exit(process.stdout.writableLength < 6e6 ? 3 : 4), 10)`)
  await once(child.stdout, 'data')
  child.stdout.pause()
  child.stdin.write('end')
  expect(await exitOf(child)).toBe(3)
})
