import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { build, preview } from 'vite'

export type BuiltPage = AsyncDisposable & { readonly url: string }

/**
 * Builds the page in `root` as for production, because that is what rewrites CSS, and serves it on loopback, with other
 * servers behind the paths of `proxy`.
 */
export async function buildPage(root: string, proxy: Record<string, string> = {}): Promise<BuiltPage> {
  const outDir = await mkdtemp(join(tmpdir(), 'team-picker-page-'))
  const common = { root, configFile: false, logLevel: 'error' } as const
  await build({
    ...common,
    plugins: [react()],
    resolve: { conditions: ['@roster/source', 'module', 'browser', 'production'] },
    build: { outDir, emptyOutDir: true },
  })
  const server = await preview({ ...common, build: { outDir }, preview: { host: '127.0.0.1', port: 0, proxy } })
  const url = server.resolvedUrls?.local[0]
  if (url === undefined) throw new Error('The page is not served, so nothing can be opened; is a loopback port free?')
  return {
    url,
    async [Symbol.asyncDispose]() {
      await server.close()
      await rm(outDir, { recursive: true })
    },
  }
}
