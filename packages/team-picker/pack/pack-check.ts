import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { preview } from 'vite'
import { builtSize } from '../bench/built-size.ts'
import { launchChromium } from '../testing/chromium.ts'
import { app, entry, page, server, types } from './stranger.ts'

// The packed picker in an app outside of the workspace, with each React that it says it works with.
const reacts = ['18.3.1', '19.3.1']
const heaviest = 30_000
const packageFolder = dirname(dirname(fileURLToPath(import.meta.url)))

function run(folder: string, command: string, ...args: readonly string[]): string {
  const env = { ...process.env, NODE_ENV: 'development' }
  return execFileSync(command, args, { cwd: folder, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
}

async function checkIn(folder: string, tarball: string, react: string): Promise<object> {
  const files = { 'package.json': app(tarball, react), 'tsconfig.json': types.config, 'types.tsx': types.use }
  for (const [name, text] of Object.entries({ ...files, 'page.js': page, 'server.js': server, 'entry.js': entry }))
    await writeFile(join(folder, name), text)
  const [, example = ''] = /```tsx\n(.*?)```/su.exec(await readFile(join(packageFolder, 'README.md'), 'utf8')) ?? []
  await writeFile(join(folder, 'example.tsx'), example)
  run(folder, 'npm', 'install', '--no-audit', '--no-fund', '--ignore-scripts', '--silent')
  run(folder, 'npx', 'tsc')
  const said = run(folder, 'node', 'server.js').split('\n').filter(Boolean)
  run(folder, 'npx', 'vite', 'build', '--mode', 'development', '--logLevel', 'error')
  const served = await preview({
    root: folder,
    configFile: false,
    logLevel: 'error',
    preview: { host: '127.0.0.1', port: 0 },
  })
  await using browser = await launchChromium()
  try {
    const tab = await browser.newPage()
    tab.on('console', (message) => /warning|error/u.test(message.type()) && said.push(message.text()))
    tab.on('pageerror', (error) => said.push(error.message))
    await tab.goto(served.resolvedUrls?.local[0] ?? '')
    await tab.locator('html[data-hydrated]').waitFor()
    const one = tab.getByRole('combobox', { name: 'Assignee' })
    await one.fill('hop')
    await tab.getByRole('option', { name: 'Grace Hopper' }).click()
    await tab.getByRole('combobox', { name: 'Watchers' }).click()
    await tab.keyboard.type('ada')
    await tab.keyboard.press('Enter')
    await tab.keyboard.press('Backspace')
    const live = tab.getByRole('combobox', { name: 'Of the team' })
    await tab.getByText('Left').waitFor()
    await live.fill('som')
    await tab.getByRole('option', { name: /Mary Somerville/ }).waitFor()
    await tab.getByRole('button', { name: 'Focus' }).click()
    const isFocused = await one.evaluate((input) => input === document.activeElement)
    const picked = await tab.locator('input[name=who]').inputValue()
    const corner = await tab
      .locator('.roster-picker__field')
      .first()
      .evaluate((field) => getComputedStyle(field).borderRadius)
    const version = await tab.locator('html').getAttribute('data-hydrated')
    const result = { react: version, picked, corner, isFocused, said }
    const expected = { react, picked: 'grace', corner: '8px', isFocused: true, said: [] }
    if (JSON.stringify(result) !== JSON.stringify(expected)) {
      throw new Error(
        `The packed picker does not work with React ${react} outside of the workspace: ${JSON.stringify(result)} instead of ${JSON.stringify(expected)}.`,
      )
    }
    return result
  } finally {
    await served.close()
  }
}

const weight = await builtSize(join(packageFolder, 'src/index.ts'))
if (weight > heaviest) {
  throw new Error(
    `The picker weighs ${weight} bytes, which is more than the ${heaviest} that it promises; see what was added.`,
  )
}
const [packed, folder] = [
  await mkdtemp(join(tmpdir(), 'team-picker-pack-')),
  await mkdtemp(join(tmpdir(), 'team-picker-app-')),
]
try {
  run(packageFolder, 'npm', 'pack', '--silent', '--pack-destination', packed)
  const [tarball = ''] = await readdir(packed)
  for (const react of reacts) {
    const result = await checkIn(folder, join(packed, tarball), react)
    process.stdout.write(`${JSON.stringify(result)}\n`)
  }
} finally {
  for (const each of [packed, folder]) await rm(each, { recursive: true })
}
