import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import { packedManifest, PUBLISHED, root } from './packed-manifest.ts'

const packed = z.tuple([z.object({ filename: z.string() })])

/** Packs the built packages with `npm pack` into a folder; returns the tarballs by package name. */
export function packPackages(folder: string): Record<string, string> {
  mkdirSync(folder, { recursive: true })
  const tarballs: Record<string, string> = {}
  for (const name of PUBLISHED) {
    const staged = mkdtempSync(path.join(tmpdir(), 'roster-pack-'))
    try {
      const source = path.join(root, 'packages', name)
      cpSync(source, staged, { recursive: true, filter: (from) => !/\/(node_modules|\.turbo)$/.test(from) })
      cpSync(path.join(root, 'LICENSE'), path.join(staged, 'LICENSE'))
      const manifest = packedManifest(name)
      writeFileSync(path.join(staged, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
      const answer = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
        cwd: staged,
        encoding: 'utf8',
      })
      const [{ filename }] = packed.parse(JSON.parse(answer))
      tarballs[manifest.name] = path.join(folder, filename)
    } finally {
      rmSync(staged, { recursive: true })
    }
  }
  return tarballs
}
