import { setImmediate } from 'node:timers/promises'
import { constants, crc32, deflateRawSync } from 'node:zlib'
import type { ListChanges } from '@roster/db'
import { checksumOf, joinChecksums, type Checksum } from './checksum.ts'
import { deflatePart, packed, type Bytes, type Deflated } from './encoding.ts'

/** An item of a list, and its sort key: the creation time, then the id. */
export type Placed<Item> = { item: Item; id: string; createdMs: number }

/**
 * Adjacent items of a list. The id of an item alone determines whether it ends a part: the same list always has the
 * same parts, and a change affects one or two.
 */
export type ListPart = {
  /** The items as JSON, with a comma between them. */
  json: Bytes
  /** When each user was created. */
  times: Float64Array
  /** A checksum of each id, which rules out most parts that lack an id at once. */
  marks: Uint32Array
  lastId: string
  /** Its JSON compressed, shared with the next list, which may be made while this one is compressed. */
  gzip: { deflated?: Promise<Deflated> | undefined }
}

// On average. Fewer items compress badly; more are more work for each change.
const ITEMS = 256
const DEFLATED_AT_ONCE = 2

/** Returns the parts of the list after these changes. Parts without a change stay the same objects. */
export async function updateParts<Item>(
  parts: readonly ListPart[],
  { rows, userIds }: Pick<ListChanges<Placed<Item>>, 'rows' | 'userIds'>,
  idOf: (item: Item) => string,
): Promise<ListPart[]> {
  const changed = new Set(userIds)
  const marks = new Set(userIds.map((id) => crc32(id)))
  const updated: ListPart[] = []
  let next = 0
  let open: Placed<Item>[] = []
  for (const part of [...parts, null]) {
    const from = next
    let row = rows[next]
    while (row && isWithin(part, row)) row = rows[++next]
    const added = rows.slice(from, next)
    const isTouched = open.length > 0 || added.length > 0 || part?.marks.some((mark) => marks.has(mark)) === true
    if (part && !isTouched) {
      updated.push(part)
      continue
    }
    const kept = part ? readPart(part, idOf).filter(({ id }) => !changed.has(id)) : []
    const items = [...open, ...kept, ...added].sort(byPlace)
    open = []
    for (const run of cut(items)) {
      if (part && !isEnd(run.at(-1))) open = run
      else updated.push(createPart(run))
      // Lets other requests run.
      if (items.length > run.length) await setImmediate()
    }
  }
  return updated
}

/** Encodes the list as JSON. If that is one piece, the parts are returned as slices of it, which take no further memory. */
export function joinParts(parts: readonly ListPart[]): { json: readonly Bytes[]; parts: ListPart[] } {
  const { whole, slices } = join(
    parts.map(({ json }) => json),
    PLAIN,
  )
  return { json: whole, parts: parts.map((part, at) => ({ ...part, json: slices[at] ?? part.json })) }
}

/** Encodes the list for a gzip stream. Compresses only new parts. */
export async function deflateParts(parts: readonly ListPart[]): Promise<Deflated> {
  const deflated: Deflated[] = []
  // A few at a time: all requests share the threads that compress.
  const lanes = Array.from({ length: DEFLATED_AT_ONCE }, async (_, lane) => {
    for (let at = lane; at < parts.length; at += DEFLATED_AT_ONCE) {
      const part = parts[at]
      if (part) deflated[at] = await deflate(part)
    }
  })
  await Promise.all(lanes)
  const { whole, slices } = join(
    deflated.flatMap(({ pieces }) => pieces),
    DEFLATED,
  )
  const checksums = deflated.map(({ checksum }, at) => {
    const [part, piece] = [parts[at], slices[at]]
    if (part && piece) part.gzip.deflated = Promise.resolve({ pieces: [piece], checksum })
    return checksum
  })
  const [open, comma, close] = CHECKSUMS
  const between = checksums.flatMap((checksum) => [comma, checksum]).slice(1)
  return { pieces: whole, checksum: [...between, close].reduce(joinChecksums, open) }
}

async function deflate({ gzip, json }: ListPart): Promise<Deflated> {
  try {
    return await (gzip.deflated ??= deflatePart(json))
  } catch (error) {
    gzip.deflated = undefined
    throw error
  }
}

/** Of the marks around and between the parts. */
type Marks<Encoded> = readonly [open: Encoded, comma: Encoded, close: Encoded]

const PLAIN: Marks<Bytes> = [Buffer.from('['), Buffer.from(','), Buffer.from(']')]
const DEFLATED: Marks<Bytes> = [deflateMark(PLAIN[0]), deflateMark(PLAIN[1]), deflateMark(PLAIN[2])]
const CHECKSUMS: Marks<Checksum> = [checksumOf(PLAIN[0]), checksumOf(PLAIN[1]), checksumOf(PLAIN[2])]

function deflateMark(mark: Bytes): Bytes {
  return deflateRawSync(mark, { finishFlush: constants.Z_SYNC_FLUSH })
}

/** The pieces in their places in a list: `whole` in one piece, of which they are slices, or as they are if that is too large. */
function join(pieces: readonly Bytes[], [open, comma, close]: Marks<Bytes>) {
  const whole = packed([open, ...pieces.flatMap((piece) => [comma, piece]).slice(1), close])
  const [one] = whole
  if (whole.length > 1 || !one) return { whole, slices: pieces }
  let end = open.length - comma.length
  const slices = pieces.map(({ length }) => {
    const start = end + comma.length
    end = start + length
    return one.subarray(start, end)
  })
  return { whole, slices }
}

/** Splits items into runs that end where parts end, except the last one. */
function* cut<Item>(items: readonly Placed<Item>[]): Generator<Placed<Item>[]> {
  let start = 0
  for (const [at, item] of items.entries()) {
    if (!isEnd(item) && at < items.length - 1) continue
    yield items.slice(start, at + 1)
    start = at + 1
  }
}

function createPart<Item>(items: readonly Placed<Item>[]): ListPart {
  return {
    json: Buffer.from(JSON.stringify(items.map(({ item }) => item)).slice(1, -1)),
    times: Float64Array.from(items, ({ createdMs }) => createdMs),
    marks: Uint32Array.from(items, ({ id }) => crc32(id)),
    lastId: items.at(-1)?.id ?? '',
    gzip: {},
  }
}

function readPart<Item>({ json, times }: ListPart, idOf: (item: Item) => string): Placed<Item>[] {
  // oxlint-disable-next-line typescript/no-unsafe-assignment -- validating own output costs as much as building it
  const items: Item[] = JSON.parse(`[${json.toString()}]`)
  return items.map((item, at) => ({ item, id: idOf(item), createdMs: times[at] ?? 0 }))
}

function isEnd(item: Pick<Placed<unknown>, 'id'> | undefined): boolean {
  return item !== undefined && crc32(item.id) % ITEMS === 0
}

/** Whether the item belongs before the end of this part. Null stands for the end of the list. */
function isWithin(part: ListPart | null, item: Placed<unknown>): boolean {
  if (!part || !isEnd({ id: part.lastId })) return true
  return byPlace(item, { id: part.lastId, createdMs: part.times.at(-1) ?? 0 }) <= 0
}

type Place = Pick<Placed<unknown>, 'id' | 'createdMs'>

// Ids are ASCII, so the order of bytes and of characters agree.
function byPlace(a: Place, b: Place): number {
  return a.createdMs - b.createdMs || (a.id < b.id ? -1 : Number(a.id > b.id))
}
