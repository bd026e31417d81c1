import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2019, type ValidateFunction } from 'ajv/dist/2019.js'
import { parse } from 'yaml'
import { z } from 'zod'

const json = z.record(z.string(), z.unknown())
const operation = z.looseObject({
  requestBody: z.unknown().optional(),
  responses: z
    .record(z.string(), z.looseObject({ $ref: z.string().optional(), content: z.unknown().optional() }))
    .optional(),
})
const documentSchema = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), z.union([operation, z.array(z.unknown())]))).optional(),
  'x-webhooks': z.record(z.string(), z.object({ post: z.unknown() })).optional(),
})

export type Specification = {
  /** The differences from the specification; empty for a valid answer. */
  wrongInAnswer(answer: { method: string; path: string; status: number; body: unknown }): string[]
  wrongInEvent(event: { type: string; body: unknown }): string[]
}

/** Validates answers and events by one of Clerk's OpenAPI files. */
export function readSpecification(folder: string, file: string): Specification {
  const source: unknown = parse(readFileSync(join(folder, file), 'utf8'))
  const document = documentSchema.parse(source)
  const ajv = new Ajv2019({ strict: false, allErrors: true, inlineRefs: false, validateFormats: false, logger: false })
  ajv.addSchema({ $id: 'clerk', ...json.parse(asJsonSchema(source, resolve)) })
  const compiled = new Map<string, ValidateFunction>()

  function resolve(ref: string): Json {
    const path = ref.slice(2).split('/')
    return json.parse(path.reduce<unknown>((inner, name) => json.parse(inner)[name], source))
  }

  function wrong(pointer: string, body: unknown): string[] {
    const validate = compiled.get(pointer) ?? ajv.compile({ $ref: `clerk#${pointer}` })
    compiled.set(pointer, validate)
    if (validate(body)) return []
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
    )
  }

  return {
    wrongInAnswer({ method, path, status, body }) {
      const template = Object.keys(document.paths ?? {}).find((candidate) => fits(candidate, path))
      const pathItem = template === undefined ? undefined : document.paths?.[template]?.[method.toLowerCase()]
      if (template === undefined || pathItem === undefined || Array.isArray(pathItem)) return ['is not specified']
      const response = pathItem.responses?.[status]
      if (response === undefined) return [`has no specified status ${status}`]
      if (response.$ref === undefined && response.content === undefined) return []
      const place = response.$ref?.slice(1) ?? `/paths/${escaped(template)}/${method.toLowerCase()}/responses/${status}`
      return wrong(`${place}/content/application~1json/schema`, body)
    },
    wrongInEvent({ type, body }) {
      if (document['x-webhooks']?.[type] === undefined) return ['is not specified']
      return wrong(`/x-webhooks/${type}/post/requestBody/content/application~1json/schema`, body)
    },
  }
}

/** `/users/count` also matches `/users/{user_id}`, but comes before it in the file. */
function fits(template: string, path: string): boolean {
  const pattern = template.replaceAll(/\{[^}]+\}/g, '[^/]+')
  return new RegExp(`^${pattern}$`).test(path)
}

function escaped(name: string): string {
  return encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))
}

type Json = Record<string, unknown>

/**
 * Converts OpenAPI 3.0 to JSON Schema. `nullable` becomes a union with null. Parts of an `allOf` that allow no other
 * properties would forbid each other's, so the whole schema allows the properties of all parts.
 */
function asJsonSchema(value: unknown, resolve: (ref: string) => Json): unknown {
  if (Array.isArray(value)) return value.map((item) => asJsonSchema(item, resolve))
  const object = json.safeParse(value).data
  if (object === undefined) return value
  const { nullable, discriminator: _, example: __, examples: ___, allOf, ...rest } = object
  const schema = Object.fromEntries(Object.entries(rest).map(([name, inner]) => [name, asJsonSchema(inner, resolve)]))
  if (Array.isArray(allOf)) {
    schema['allOf'] = allOf.map((item) => {
      const { additionalProperties, ...part } = resolved(json.parse(item), resolve)
      if (additionalProperties !== false || allOf.length === 1) return asJsonSchema(item, resolve)
      schema['unevaluatedProperties'] = false
      return asJsonSchema(part, resolve)
    })
  }
  return nullable === true ? { anyOf: [schema, { type: 'null' }] } : schema
}

function resolved(schema: Json, resolve: (ref: string) => Json): Json {
  return typeof schema['$ref'] === 'string' ? resolve(schema['$ref']) : schema
}
