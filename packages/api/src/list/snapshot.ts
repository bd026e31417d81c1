import type { OrganizationId } from '@roster/db'
import { toCsv } from './csv.ts'
import {
  compress,
  gzipOf,
  joined,
  packed,
  sizeOf,
  tagOf,
  type Bytes,
  type Coding,
  type Deflated,
  type Format,
} from './encoding.ts'
import type { ListKind } from './list-kind.ts'
import type { LetOthersRun } from './let-others-run.ts'
import { deflateParts, joinParts, type ListPart } from './list-parts.ts'

/** The list as bytes, in pieces that other lists may share, and the strong ETag of exactly these bytes. */
export type Encoded = { body: readonly Bytes[]; etag: string; total: number }

/** The list of one organization at one revision. It stores JSON, which is smaller than the objects. */
export type Snapshot<Item> = {
  /** Identifies the list in ETags. */
  version: string
  orgId: OrganizationId
  revision: bigint
  json: readonly Bytes[]
  parts: readonly ListPart[]
  total: number
  items(): readonly Item[]
  tag(format: Format, coding: Coding): string
  /** Returns the bytes of the list, encoded once for each format and coding. */
  encode(format: Format, coding: Coding): Promise<Encoded>
  /** Returns the JSON as a part of a gzip stream, compressed once. */
  deflated(letOthersRun?: LetOthersRun): Promise<Deflated>
}

/** The values that an item may hold, so that it can be a line of CSV. */
export type Cells = Record<string, string | null>

const NOTHING = Buffer.alloc(0)
const TRPC = [Buffer.from('{"result":{"data":'), Buffer.from('}}')] as const

type List = Pick<Snapshot<unknown>, 'orgId' | 'revision' | 'parts'>

/** Creates a list of these parts. `grow` is called with the number of further stored bytes. */
export function createSnapshot<Item extends Cells>(
  { version, columns }: ListKind<Item>,
  { orgId, revision, parts: updated }: List,
  grow: (bytes: number) => void,
): Snapshot<Item> {
  const { json, parts } = joinParts(updated)
  const total = parts.reduce((sum, { times }) => sum + times.length, 0)
  const tags = new Map<string, string>()
  const encodings = new Map<string, Promise<Encoded>>()
  let part: Promise<Deflated> | undefined

  function tag(format: Format, coding: Coding): string {
    const key = `${format} ${coding}`
    const known = tags.get(key)
    if (known) return known
    const made = tagOf(version, orgId, revision, format, coding)
    tags.set(key, made)
    return made
  }

  function items(): readonly Item[] {
    // oxlint-disable-next-line typescript/no-unsafe-assignment -- validating own output costs as much as building it
    const read: Item[] = JSON.parse(joined(json).toString())
    return read
  }

  function write(format: Format): readonly Bytes[] {
    if (format === 'csv') return [Buffer.from(toCsv(columns, items()))]
    return format === 'trpc' ? packed([TRPC[0], ...json, TRPC[1]]) : json
  }

  async function encoded(format: Format, coding: Coding): Promise<readonly Bytes[]> {
    if (coding === 'identity') return write(format)
    if (coding === 'br' || format === 'csv') return [await compress[coding](joined(write(format)))]
    // Only changed parts are compressed again; the other formats and codings have no reusable parts.
    const [before, after] = format === 'trpc' ? TRPC : [NOTHING, NOTHING]
    return packed(await gzipOf([{ plain: [before] }, { plain: json, deflated: await deflated() }, { plain: [after] }]))
  }

  async function make(format: Format, coding: Coding): Promise<Encoded> {
    const body = await encoded(format, coding)
    // Several pieces are those of the list.
    if (body.length === 1 && body !== json) grow(sizeOf(body))
    return { body, etag: tag(format, coding), total }
  }

  async function deflate(letOthersRun?: LetOthersRun): Promise<Deflated> {
    try {
      const made = await deflateParts(parts, letOthersRun)
      grow(sizeOf(made.pieces))
      return made
    } catch (error) {
      part = undefined
      throw error
    }
  }

  function deflated(letOthersRun?: LetOthersRun): Promise<Deflated> {
    return (part ??= deflate(letOthersRun))
  }

  return {
    orgId,
    revision,
    json,
    parts,
    total,
    version,
    items,
    tag,
    encode(format, coding) {
      const key = `${format} ${coding}`
      const known = encodings.get(key)
      if (known) return known
      const making = make(format, coding).catch((error: unknown) => {
        encodings.delete(key)
        throw error
      })
      encodings.set(key, making)
      return making
    },
    deflated,
  }
}
