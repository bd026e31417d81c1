import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

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

export default defineConfig({
  plugins: [react(), servedConfig],
  resolve: { conditions: ['@roster/source', 'module', 'browser', 'development|production'] },
  build: { outDir: 'dist/public', emptyOutDir: true },
  server: { proxy: { '/api': app, '/__clerk': app } },
})
