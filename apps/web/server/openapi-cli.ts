import { createDocument } from './openapi.ts'

process.stdout.write(`${JSON.stringify(createDocument(), null, 2)}\n`)
