import { pathsBelow } from '../paths.ts'
import { createDocument } from './openapi.ts'

process.stdout.write(JSON.stringify(createDocument(pathsBelow('/api')), null, 2))
