import { z } from 'zod'

const text = z.string()
const schemaSchema = z.object({
  type: z.union([text, z.array(text)]).optional(),
  format: text.optional(),
  enum: z.array(text).optional(),
})
const contentSchema = z.record(
  text,
  z.object({
    example: z.unknown().optional(),
    examples: z.record(text, z.object({ value: z.unknown() })).default({}),
  }),
)
const operationSchema = z.object({
  operationId: text,
  summary: text,
  description: text,
  parameters: z
    .array(
      z.object({ name: text, in: z.enum(['query', 'header']), description: text.default(''), schema: schemaSchema }),
    )
    .default([]),
  requestBody: z.object({ content: contentSchema }).optional(),
  responses: z.record(
    text,
    z.object({
      description: text,
      headers: z.record(text, z.object({ description: text })).default({}),
      content: contentSchema.default({}),
    }),
  ),
})

/** The part of the OpenAPI document that its page shows. */
export const docsDocumentSchema = z.object({
  info: z.object({ title: text, version: text, description: text }),
  components: z.object({
    schemas: z.record(text, z.object({ description: text, properties: z.record(text, schemaSchema) })),
    securitySchemes: z.record(text, z.object({ description: text })),
  }),
  // In the order of the page: read operations come first.
  paths: z.record(
    text,
    z.object({
      get: operationSchema.optional(),
      post: operationSchema.optional(),
      head: operationSchema.optional(),
      options: operationSchema.optional(),
    }),
  ),
})

export type DocsDocument = z.output<typeof docsDocumentSchema>
export type Operation = z.output<typeof operationSchema>
export type Content = z.output<typeof contentSchema>
export type FieldSchema = z.output<typeof schemaSchema>
