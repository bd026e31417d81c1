import { execFileSync } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { preview } from 'vite'
import { launchChromium } from '../testing/chromium.ts'

const packageFolder = dirname(dirname(fileURLToPath(import.meta.url)))
const app = await mkdtemp(join(tmpdir(), 'team-picker-app-'))

function run(folder: string, ...command: readonly string[]): void {
  execFileSync('npx', ['--yes', ...command], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
}

const page = `<!doctype html><html lang="en"><title>App</title><link rel="icon" href="data:,"><div id="root"></div>
<script type="module" src="/main.tsx"></script></html>`
const main = `import '@roster/team-picker/styles.css'
import { TeamMemberPicker, type TeamMember } from '@roster/team-picker'
import { createRanker } from '@roster/team-picker/ranker'
import { createRoot } from 'react-dom/client'

const stamp = '2024-01-10T08:00:00.000Z'
const people: TeamMember[] = ['Ada Lovelace', 'Grace Hopper'].map((name) => ({
  id: name, firstName: name, lastName: null, email: null, profilePictureUrl: null,
  createdAt: stamp, updatedAt: stamp, clerkId: name, clerkOrgId: 'org_app',
}))
createRoot(document.getElementById('root')!).render(
  <TeamMemberPicker label="Assignee" people={people} ranker={createRanker(people)} name="who" />,
)
`

try {
  execFileSync('npx', ['--yes', 'pnpm@12', 'run', 'build'], { cwd: packageFolder, stdio: 'ignore' })
  run(packageFolder, 'pnpm@12', 'pack', '--pack-destination', app)
  const tarball = (await readdir(app)).find((file) => file.endsWith('.tgz'))
  if (!tarball)
    throw new Error('Nothing was packed, so nothing can be installed; run “pnpm pack” and read what it says.')

  await writeFile(
    join(app, 'package.json'),
    JSON.stringify({
      private: true,
      type: 'module',
      dependencies: { '@roster/team-picker': `file:${tarball}`, react: '19.3.1', 'react-dom': '19.3.1' },
      devDependencies: { vite: '8.3.8', typescript: '7.0.2', '@types/react': '19.3.0', '@types/react-dom': '19.3.0' },
    }),
  )
  const compilerOptions = {
    strict: true,
    jsx: 'react-jsx',
    module: 'esnext',
    moduleResolution: 'bundler',
    noEmit: true,
    lib: ['es2023', 'dom'],
    types: ['vite/client'],
  }
  await writeFile(join(app, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['main.tsx'] }))
  await writeFile(join(app, 'index.html'), page)
  await writeFile(join(app, 'main.tsx'), main)
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts'], {
    cwd: app,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  run(app, 'tsc')
  run(app, 'vite', 'build', '--logLevel', 'error')

  const server = await preview({
    root: app,
    configFile: false,
    logLevel: 'error',
    preview: { host: '127.0.0.1', port: 0 },
  })
  const browser = await launchChromium()
  try {
    const tab = await browser.newPage()
    await tab.goto(server.resolvedUrls?.local[0] ?? '')
    await tab.getByRole('combobox', { name: 'Assignee' }).fill('hop')
    await tab.getByRole('option', { name: 'Grace Hopper' }).click()
    const picked = await tab.locator('input[name=who]').inputValue()
    const corner = await tab.locator('.roster-picker__field').evaluate((field) => getComputedStyle(field).borderRadius)
    if (picked !== 'Grace Hopper' || corner !== '8px') {
      throw new Error(
        `The packed picker picked “${picked}” with corners of ${corner}, so it does not work outside the workspace.`,
      )
    }
    process.stdout.write(`${JSON.stringify({ tarball, picked, styled: corner })}\n`)
  } finally {
    await browser.close()
    await server.close()
  }
} finally {
  await rm(app, { recursive: true })
}
