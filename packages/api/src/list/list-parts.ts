import { setImmediate } from 'node:timers/promises'
import { constants, crc32, deflateRawSync } from 'node:zlib'
import type { ListChanges } from '@roster/db'
import { deflatePart, type Bytes } from './encoding.ts'

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
  /** Its JSON as a piece of a gzip stream, shared with the next list, which may be made while this one is compressed. */
  gzip: { piece?: Promise<Bytes> | undefined }
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

/** Joins the parts to JSON, and returns them as slices of its bytes, so that they take no further memory. */
export function joinParts(parts: readonly ListPart[]): { json: Bytes; parts: ListPart[] } {
  const { whole, pieces } = join(
    parts.map(({ json }) => json),
    PLAIN,
  )
  return { json: whole, parts: parts.map((part, at) => ({ ...part, json: pieces[at] ?? part.json })) }
}

/** Joins the parts to a piece of a gzip stream. Compresses only new parts. */
export async function deflateParts(parts: readonly ListPart[]): Promise<Bytes> {
  const deflated: Bytes[] = []
  // A few at a time: all requests share the threads that compress.
  const lanes = Array.from({ length: DEFLATED_AT_ONCE }, async (_, lane) => {
    for (let at = lane; at < parts.length; at += DEFLATED_AT_ONCE) {
      const part = parts[at]
      if (part) deflated[at] = await deflate(part)
    }
  })
  await Promise.all(lanes)
  const { whole, pieces } = join(deflated, DEFLATED)
  // Slices of the whole take no further memory.
  for (const [at, piece] of pieces.entries()) {
    const part = parts[at]
    if (part) part.gzip.piece = Promise.resolve(piece)
  }
  return whole
}

async function deflate({ gzip, json }: ListPart): Promise<Bytes> {
  try {
    return await (gzip.piece ??= deflatePart(json))
  } catch (error) {
    gzip.piece = undefined
    throw error
  }
}

type Marks = readonly [open: Bytes, comma: Bytes, close: Bytes]

const PLAIN: Marks = [Buffer.from('['), Buffer.from(','), Buffer.from(']')]
const DEFLATED: Marks = [deflateMark('['), deflateMark(','), deflateMark(']')]

function deflateMark(mark: string): Bytes {
  return deflateRawSync(mark, { finishFlush: constants.Z_SYNC_FLUSH })
}

function join(pieces: readonly Bytes[], [open, comma, close]: Marks): { whole: Bytes; pieces: Bytes[] } {
  const whole = Buffer.concat([open, ...pieces.flatMap((piece, at) => (at > 0 ? [comma, piece] : [piece])), close])
  let end = open.length - comma.length
  const placed = pieces.map(({ length }) => {
    const start = end + comma.length
    end = start + length
    return whole.subarray(start, end)
  })
  return { whole, pieces: placed }
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
