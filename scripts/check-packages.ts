// Packs the published packages, checks their exports and types for each kind of resolver, and installs and uses them
// with npm, pnpm and yarn, each in an empty folder.
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { packPackages } from './packages/pack-packages.ts'
import { root } from './packages/packed-manifest.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'roster-packages-'))
const problems: string[] = []
const run = (cwd: string, command: string, ...args: string[]) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], env: stranger() })

/** The environment without the variables that pnpm sets for its scripts. */
function stranger(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm|pnpm)_/i.test(name)))
}

async function checkTarball(name: string, tarball: string): Promise<void> {
  const { buffer } = Uint8Array.from(readFileSync(tarball))
  const { messages, pkg } = await publint({ pack: { tarball: buffer }, strict: true })
  for (const message of messages) problems.push(`${name}: ${formatMessage(message, pkg, { color: false })}`)
  const attw = path.join(root, 'node_modules/.bin/attw')
  try {
    // A style sheet has no types, and CommonJS can load these ES modules only in Node 20.19 and later.
    execFileSync(attw, [tarball, '--profile', 'esm-only', '--exclude-entrypoints', './styles.css'], {
      encoding: 'utf8',
    })
  } catch (error) {
    problems.push(`${name}: ${error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error)}`)
  }
}

const MANAGERS = {
  npm: ['npm', 'install', '--silent'],
  pnpm: ['npx', '--yes', 'pnpm@12', 'install', '--silent'],
  // Its global cache could have tarballs of the same version from an earlier run.
  yarn: ['npx', '--yes', 'yarn@1.22.22', 'install', '--silent', '--no-lockfile', '--cache-folder', 'yarn-cache'],
}

function checkInstall([command = '', ...args]: string[], tarballs: Record<string, string>): void {
  const app = mkdtempSync(path.join(folder, 'app-'))
  const files = Object.fromEntries(Object.entries(tarballs).map(([name, file]) => [name, `file:${file}`]))
  // The packages are in no registry yet, so each manager gets their paths in its own format.
  const manifest = {
    private: true,
    type: 'module',
    dependencies: { ...files, '@trpc/server': '^11.19.0', react: '^19.0.0', 'react-dom': '^19.0.0' },
    resolutions: files,
  }
  writeFileSync(path.join(app, 'package.json'), JSON.stringify(manifest))
  writeFileSync(path.join(app, 'pnpm-workspace.yaml'), JSON.stringify({ overrides: files, strictDepBuilds: false }))
  copyFileSync(path.join(import.meta.dirname, 'packages/stranger.mjs'), path.join(app, 'stranger.mjs'))
  run(app, command, ...args)
  run(app, 'node', 'stranger.mjs')
}

try {
  mkdirSync(path.join(folder, 'tarballs'))
  const tarballs = packPackages(path.join(folder, 'tarballs'))
  for (const [name, tarball] of Object.entries(tarballs)) await checkTarball(name, tarball)
  for (const [manager, install] of Object.entries(MANAGERS)) {
    try {
      checkInstall(install, tarballs)
      console.log(`Installed and used by ${manager}.`)
    } catch (error) {
      problems.push(`Installed by ${manager}: ${String(error)}`)
    }
  }
} finally {
  rmSync(folder, { recursive: true })
}
for (const problem of problems) console.error(problem)
process.exitCode = problems.length > 0 ? 1 : 0
