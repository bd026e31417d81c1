import { hash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { OrganizationId } from '@roster/db'

/** `trpc` is the JSON within the envelope of tRPC's answer to a query. */
export type Format = 'json' | 'csv' | 'trpc'
export type Coding = 'identity' | 'gzip' | 'br'
/** What both Node's responses and the web's take as it is. */
export type Bytes = Buffer<ArrayBuffer>

// Part of every ETag: raise it when the same users become other bytes.
const FORMAT_VERSION = 2

/** The strong ETag of the list of one organization at one revision, in one format and coding. */
export function tagOf(orgId: OrganizationId, revision: bigint, format: Format, coding: Coding): string {
  const parts = [orgId, revision, FORMAT_VERSION, format, coding].join('\n')
  return `"${hash('sha256', parts, 'base64url').slice(0, 27)}"`
}

const compressGzip = promisify(gzip)
const compressBrotli = promisify(brotliCompress)

/**
 * Compresses on another thread, with the cheapest quality that pays: on 10,000 members brotli 1 is as small as gzip 6
 * in a third of its time.
 */
export const compress: Record<Exclude<Coding, 'identity'>, (plain: Bytes) => Promise<Bytes>> = {
  gzip: (plain) => compressGzip(plain, { level: 6 }),
  br: (plain) => compressBrotli(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
}
