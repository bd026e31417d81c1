import type { OrganizationId } from '@roster/db'
import { toCsv } from './csv.ts'
import { compress, gzipOf, tagOf, type Bytes, type Coding, type Format } from './encoding.ts'
import type { ListKind } from './list-kind.ts'
import { deflateParts, joinParts, type ListPart } from './list-parts.ts'

/** The list as bytes, and the strong ETag of exactly these bytes. */
export type Encoded = { body: Bytes; etag: string; total: number }

/** The list of one organization at one revision. It stores JSON, which is smaller than the objects. */
export type Snapshot<Item> = {
  /** Identifies the list in ETags. */
  version: string
  orgId: OrganizationId
  revision: bigint
  json: Bytes
  parts: readonly ListPart[]
  total: number
  items(): readonly Item[]
  tag(format: Format, coding: Coding): string
  /** Returns the bytes of the list, encoded once for each format and coding. */
  encode(format: Format, coding: Coding): Promise<Encoded>
  /** Returns the JSON as a part of a gzip stream, compressed once. */
  deflated(): Promise<Bytes>
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
  let part: Promise<Bytes> | undefined

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
    const read: Item[] = JSON.parse(json.toString())
    return read
  }

  const write: Record<Format, () => Bytes> = {
    json: () => json,
    trpc: () => Buffer.concat([TRPC[0], json, TRPC[1]]),
    csv: () => Buffer.from(toCsv(columns, items())),
  }

  async function encoded(format: Format, coding: Coding): Promise<Bytes> {
    // Only changed parts are compressed again; the other formats and codings have no reusable parts.
    if (coding === 'gzip' && format !== 'csv') {
      const [before, after] = format === 'trpc' ? TRPC : [NOTHING, NOTHING]
      return Buffer.concat(
        await gzipOf([{ plain: before }, { plain: json, deflated: await deflated() }, { plain: after }]),
      )
    }
    const plain = write[format]()
    return coding === 'identity' ? plain : compress[coding](plain)
  }

  async function make(format: Format, coding: Coding): Promise<Encoded> {
    const body = await encoded(format, coding)
    if (body !== json) grow(body.length)
    return { body, etag: tag(format, coding), total }
  }

  async function deflate(): Promise<Bytes> {
    try {
      const made = await deflateParts(parts)
      grow(made.length)
      return made
    } catch (error) {
      part = undefined
      throw error
    }
  }

  function deflated(): Promise<Bytes> {
    return (part ??= deflate())
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
