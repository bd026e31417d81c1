import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, gzip as gzipCompress } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const brotli = promisify(brotliCompress)
const gzip = promisify(gzipCompress)
const app = `http://localhost:${process.env['PORT'] ?? 3000}`

/** In `dev` the page comes from Vite: it takes its configuration from the page that the running server serves. */
const servedConfig: Plugin = {
  name: 'roster-config',
  apply: 'serve',
  async transformIndexHtml(html) {
    const served = await fetch(app).then((response) => response.text())
    const config = /<script id="roster-config"[^>]*>([^<]*)<\/script>/.exec(served)?.[1]
    return html.replace('%ROSTER_CONFIG%', () => config ?? '')
  },
}

/** The built files once more as `.br` and `.gz`, which the server sends to who accepts them. */
const precompressed: Plugin = {
  name: 'roster-precompressed',
  apply: 'build',
  async writeBundle({ dir = '' }, bundle) {
    const names = Object.keys(bundle).filter((name) => /\.(js|css)$/.test(name))
    await Promise.all(
      names.map(async (name) => {
        const file = path.join(dir, name)
        const content = await readFile(file)
        await writeFile(`${file}.br`, await brotli(content))
        await writeFile(`${file}.gz`, await gzip(content, { level: 9 }))
      }),
    )
  },
}

/** One file for each stage of loading: each has what it imports and no earlier one has. */
const stages = ['index.html', 'src/start/render-app.tsx', 'src/member-pages.tsx'].map((file, stage, { length }) => ({
  name: path.parse(file).name,
  test: file,
  priority: length - stage,
}))

export default defineConfig({
  plugins: [react(), servedConfig, precompressed],
  resolve: { conditions: ['@roster/source', 'module', 'browser', 'development|production'] },
  build: {
    outDir: 'dist/public',
    emptyOutDir: true,
    rolldownOptions: { preserveEntrySignatures: false, output: { codeSplitting: { groups: stages } } },
  },
  server: { proxy: { '/api': app, '/__clerk': app } },
})
