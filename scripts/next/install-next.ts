import { execFileSync } from 'node:child_process'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { packPackages } from '../packages/pack-packages.ts'
import { root } from '../packages/packed-manifest.ts'

const versions = z.record(z.string(), z.string())
const manifest = z.looseObject({ dependencies: versions, devDependencies: versions })
const workspace = z.looseObject({ overrides: versions })

/** Copies apps/next below `folder` and installs it with the packed packages. Returns its path. */
export function installNext(folder: string): string {
  const app = path.join(folder, 'app')
  cpSync(path.join(root, 'apps/next'), app, {
    recursive: true,
    filter: (from) => !/\/(node_modules|\.next|generated)$/.test(from),
  })
  // The packages are in no registry yet.
  const packed = packPackages(path.join(folder, 'tarballs'))
  const files: Record<string, string> = {}
  for (const [name, file] of Object.entries(packed)) files[name] = `file:${file}`
  const rewrite = (name: string, change: (text: string) => object) => {
    const file = path.join(app, name)
    writeFileSync(file, JSON.stringify(change(readFileSync(file, 'utf8'))))
  }
  rewrite('pnpm-workspace.yaml', (text) => {
    const known = workspace.parse(parse(text))
    return { ...known, overrides: { ...known.overrides, ...files } }
  })
  rewrite('package.json', (text) => {
    const known = manifest.parse(JSON.parse(text))
    const byFile = (wanted: Record<string, string>) =>
      Object.fromEntries(Object.entries(wanted).map(([name, version]) => [name, files[name] ?? version]))
    return { ...known, dependencies: byFile(known.dependencies), devDependencies: byFile(known.devDependencies) }
  })
  execFileSync('npx', ['--yes', 'pnpm@12', 'install', '--no-frozen-lockfile', '--silent'], {
    cwd: app,
    stdio: 'inherit',
  })
  return app
}
