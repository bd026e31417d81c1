import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startLocalClerk } from '../start-local-clerk.ts'

test('a truncated, empty or foreign keys.json is reported with what to do', async () => {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'clerk-keys-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true }))
  const options = { port: 0, dataDir, organizations: { globex: 1, initech: 1 } }
  const first = await startLocalClerk(options)
  await first.close()
  const file = path.join(dataDir, 'clerk/keys.json')
  const whole = readFileSync(file, 'utf8')
  const cut = JSON.stringify({ ...JSON.parse(whole), privateKey: '-----BEGIN PRIVATE KEY-----\nMIIE' })
  for (const content of ['', '{}', 'null', whole.slice(0, 700), cut]) {
    writeFileSync(file, content)
    await expect(startLocalClerk(options)).rejects.toThrow(/keys\.json is damaged.* Restore it, or delete it/)
  }
  writeFileSync(file, whole)
  const again = await startLocalClerk(options)
  await again.close()
  expect(again.jwtKey).toBe(first.jwtKey)
})
