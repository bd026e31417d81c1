import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { expect } from 'vitest'
import { z } from 'zod'
import { createDocument } from '../src/http/openapi/openapi.ts'
import { pathsBelow } from '../src/http/paths.ts'

type Answer = { method: string; path: string; status: number; headers: Headers; body: string }
const responses = z.record(
  z.string(),
  z.object({
    headers: z.record(
      z.string(),
      z.object({ schema: z.object({ type: z.string() }), required: z.boolean().optional() }),
    ),
    content: z.record(z.string(), z.unknown()).optional(),
  }),
)

// Headers of the connection and of the body's framing, which the document leaves out.
const transport = new Set(['connection', 'content-length', 'content-type', 'date', 'keep-alive', 'transfer-encoding'])

const document = createDocument(pathsBelow('/api'))
const paths = z.record(z.string(), z.record(z.string(), z.object({ responses }))).parse(document.paths)
const ajv = new Ajv2020({ strict: false })
formats.default(ajv)
ajv.addSchema(document, 'document')

export function isDocumented(path: string): boolean {
  return path in paths
}

/** Fails if an answer of a REST path has anything that the OpenAPI document lacks, or lacks anything that it promises. */
export function expectDocumented(answer: Answer): void {
  const operations = paths[answer.path] ?? {}
  // Unsupported methods are answered as described for the path’s own.
  const method = answer.method.toLowerCase()
  const operation = method in operations ? method : 'get' in operations ? 'get' : 'post'
  expect(problemsOf(operation, answer), `${answer.method} ${answer.status} as the document has it`).toEqual([])
}

function problemsOf(operation: string, { method, path, status, headers, body }: Answer): string[] {
  const response = paths[path]?.[operation]?.responses[status]
  if (!response) return ['an undocumented status']
  const declared = new Map(Object.entries(response.headers).map(([name, header]) => [name.toLowerCase(), header]))
  const problems = [...headers.keys()]
    .filter((name) => !declared.has(name) && !transport.has(name))
    .map((name) => `an undocumented header ${name}`)
  for (const [name, { schema, required }] of declared) {
    const text = headers.get(name)
    if (text === null && required) problems.push(`no ${name}`)
    if (text !== null && !ajv.validate(schema, schema.type === 'integer' ? Number(text) : text))
      problems.push(`${name}: ${ajv.errorsText()}`)
  }
  if (method === 'HEAD' || !response.content) return body === '' ? problems : [...problems, 'a body']
  const mediaType = headers.get('content-type')?.split(';')[0] ?? 'none'
  if (!(mediaType in response.content)) return [...problems, `an undocumented content type ${mediaType}`]
  const pointer = ['paths', path, operation, 'responses', String(status), 'content', mediaType, 'schema']
  const validate = ajv.getSchema(`document#/${pointer.map(escapePointer).join('/')}`)
  const value: unknown = mediaType === 'application/json' ? JSON.parse(body) : body
  return validate?.(value) === true ? problems : [...problems, `the body: ${ajv.errorsText(validate?.errors)}`]
}

function escapePointer(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))
}
