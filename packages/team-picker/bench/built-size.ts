import { gzipSync } from 'node:zlib'
import { build } from 'vite'

/** Gzipped bytes of a source file and all that it imports, React aside, minified as an app would. */
export async function builtSize(entry: string): Promise<number> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      minify: true,
      // Not as a library: Vite leaves the white space in those.
      rolldownOptions: {
        input: entry,
        preserveEntrySignatures: 'strict',
        external: [/^react($|\/)/u, /^react-dom($|\/)/u],
      },
      modulePreload: false,
    },
  })
  const outputs = Array.isArray(result) ? result : [result]
  const chunks = outputs.flatMap((output) => ('output' in output ? output.output : []))
  const code = chunks.flatMap((chunk) => (chunk.type === 'chunk' ? [chunk.code] : []))
  return gzipSync(code.join('\n')).byteLength
}
