// Fails if .env.example and the server's variables differ.
import { readFileSync } from 'node:fs'
import { envSchema } from '../apps/web/server/env.ts'

const example = readFileSync(new URL('../.env.example', import.meta.url), 'utf8')
const described = new Set([...example.matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name))
const read = new Set(Object.keys(envSchema.shape))

const missing = [...read].filter((name) => !described.has(name))
const stale = [...described].filter((name) => name !== undefined && !read.has(name))
if (missing.length > 0) console.error(`.env.example does not describe ${missing.join(', ')}: add a line for each.`)
if (stale.length > 0) console.error(`.env.example describes ${stale.join(', ')}, which nothing reads: remove them.`)
process.exitCode = missing.length + stale.length > 0 ? 1 : 0
