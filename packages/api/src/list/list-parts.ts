import { crc32 } from 'node:zlib'
import type { ListChanges } from '@roster/db'
import { joinChecksums } from './checksum.ts'
import { deflatePart, packed, type Bytes, type Deflated } from './encoding.ts'
import { createLetOthersRun, type LetOthersRun } from './let-others-run.ts'

/** An item of a list, and its sort key: the creation time, then the id. */
export type Placed<Item> = { item: Item; id: string; createdMs: number }

/**
 * Adjacent items of a list. The id of an item alone determines whether it ends a part: the same list always has the
 * same parts, and a change affects one or two.
 */
export type ListPart = {
  /** The items as JSON, with a comma before each, or a bracket before the first of the list. */
  json: Bytes
  /** Where the JSON of each item ends, in bytes. */
  ends: Uint32Array
  /** When each user was created. */
  times: Float64Array
  /** A checksum of each id, which rules out most parts that lack an id at once. */
  marks: Uint32Array
  lastId: string
  /**
   * Its JSON compressed with references to the part before, shared with the next list, which may be made while this one is
   * compressed.
   */
  gzip: { deflated?: Deflated }
}

// On average. Fewer items compress worse (32: by 1.2 %); more are more work for each change.
const ITEMS = 48

/** Returns the parts of the list after these changes. Unchanged parts that follow an unchanged one stay the same objects. */
export async function updateParts<Item>(
  parts: readonly ListPart[],
  { rows, userIds }: Pick<ListChanges<Placed<Item>>, 'rows' | 'userIds'>,
  idOf: (item: Item) => string,
  letOthersRun: LetOthersRun = createLetOthersRun(),
): Promise<ListPart[]> {
  const idAt = (entry: Entry<Item>) => {
    if ('id' in entry) return entry.id
    // oxlint-disable-next-line typescript/no-unsafe-assignment -- validating own output costs as much as building it
    const item: Item = JSON.parse(entry.json.toString('utf8', 1))
    return idOf(item)
  }
  const changed = new Set(userIds)
  const marks = new Set(userIds.map((id) => crc32(id)))
  const updated: ListPart[] = []
  let next = 0
  let open: Entry<Item>[] = []
  for (const [at, part] of [...parts, null].entries()) {
    const from = next
    let row = rows[next]
    while (row && isWithin(part, row)) row = rows[++next]
    const added = rows.slice(from, next)
    const isTouched = open.length > 0 || added.length > 0 || part?.marks.some((mark) => marks.has(mark)) === true
    if (part && !isTouched) {
      const isAfterTheSame = updated.at(-1)?.json === parts[at - 1]?.json
      updated.push(
        isAfterTheSame ? part : { ...part, json: updated.length > 0 ? part.json : asFirst(part.json), gzip: {} },
      )
      continue
    }
    const kept = part ? readPart(part).filter((one) => !marks.has(one.mark) || !changed.has(idAt(one))) : []
    const items: Entry<Item>[] = [...open, ...kept, ...added]
    items.sort((a, b) => a.createdMs - b.createdMs || inOrder(idAt(a), idAt(b)))
    open = []
    for (const run of cut(items)) {
      const last = run.at(-1)
      if (part && !isEnd(last)) open = run
      else updated.push(createPart(run, last ? idAt(last) : '', updated.length === 0 ? OPEN : COMMA))
      await letOthersRun()
    }
  }
  return updated.length > 0 ? updated : [createPart([], '', OPEN)]
}

/** Encodes the list as JSON. If that is one piece, the parts are returned as slices of it, which take no further memory. */
export function joinParts(parts: readonly ListPart[]): { json: readonly Bytes[]; parts: ListPart[] } {
  const { whole, slices } = join([...parts.map(({ json }) => json), CLOSE])
  return { json: whole, parts: parts.map((part, at) => ({ ...part, json: slices[at] ?? part.json })) }
}

/**
 * Encodes the list for a gzip stream. Compresses only new parts, on this thread: on others a part takes twice as much processor
 * time, and still a third of that here.
 */
export async function deflateParts(
  parts: readonly ListPart[],
  letOthersRun: LetOthersRun = createLetOthersRun(),
): Promise<Deflated> {
  for (const [at, { gzip, json }] of parts.entries()) {
    if (gzip.deflated) continue
    gzip.deflated = deflatePart(json, parts[at - 1]?.json)
    await letOthersRun()
  }
  const deflated = [...parts.flatMap(({ gzip }) => gzip.deflated ?? []), DEFLATED_CLOSE]
  const { whole, slices } = join(deflated.flatMap(({ pieces }) => pieces))
  const checksums = deflated.map(({ checksum }, at) => {
    const [part, piece] = [parts[at], slices[at]]
    if (part && piece) part.gzip.deflated = { pieces: [piece], checksum }
    return checksum
  })
  return { pieces: whole, checksum: checksums.reduce(joinChecksums) }
}

const OPEN = '['.charCodeAt(0)
const COMMA = ','.charCodeAt(0)
const CLOSE = Buffer.from(']')
const DEFLATED_CLOSE = deflatePart(CLOSE)

/** The pieces in their places in a list: `whole` in one piece, of which they are slices, or as they are if that is too large. */
function join(pieces: readonly Bytes[]) {
  const whole = packed(pieces)
  const [one] = whole
  if (whole.length > 1 || !one) return { whole, slices: pieces }
  let end = 0
  return { whole, slices: pieces.map(({ length }) => one.subarray(end, (end += length))) }
}

/** An item of a list, or the JSON of one after the mark before it, and the checksum of its id, which itself is seldom needed. */
type Entry<Item> = Placed<Item> | { json: Bytes; mark: number; createdMs: number }

const jsonOf = (entry: Entry<unknown>) => ('json' in entry ? entry.json : Buffer.from(`,${JSON.stringify(entry.item)}`))
const markOf = (entry: Entry<unknown>) => ('mark' in entry ? entry.mark : crc32(entry.id))

/** Splits items into runs that end where parts end, except the last one. */
function* cut<Item>(items: readonly Entry<Item>[]): Generator<Entry<Item>[]> {
  let start = 0
  for (const [at, item] of items.entries()) {
    if (!isEnd(item) && at < items.length - 1) continue
    yield items.slice(start, at + 1)
    start = at + 1
  }
}

function createPart(items: readonly Entry<unknown>[], lastId: string, before: number): ListPart {
  const texts = items.map(jsonOf)
  let end = 0
  const ends = new Uint32Array(texts.map(({ length }) => (end += length)))
  const json = end > 0 ? Buffer.concat(texts) : Buffer.alloc(1)
  for (const next of ends.subarray(0, -1)) json[next] = COMMA
  json[0] = before
  return {
    json,
    ends,
    times: new Float64Array(items.map(({ createdMs }) => createdMs)),
    marks: new Uint32Array(items.map(markOf)),
    lastId,
    gzip: {},
  }
}

/** The JSON of a part before which all members have left. */
function asFirst(json: Bytes): Bytes {
  const first = Buffer.from(json)
  first[0] = OPEN
  return first
}

function readPart({ json, ends, times, marks }: ListPart) {
  let end = 0
  return Array.from(marks, (mark, at) => ({
    json: json.subarray(end, (end = ends[at] ?? end)),
    mark,
    createdMs: times[at] ?? 0,
  }))
}

function isEnd(item: Entry<unknown> | undefined): boolean {
  return item !== undefined && markOf(item) % ITEMS === 0
}

/** Whether the item belongs before the end of this part. Null stands for the end of the list. */
function isWithin(part: ListPart | null, item: Placed<unknown>): boolean {
  if (!part || (part.marks.at(-1) ?? 1) % ITEMS !== 0) return true
  return (item.createdMs - (part.times.at(-1) ?? 0) || inOrder(item.id, part.lastId)) <= 0
}

// Ids are ASCII, so the order of bytes and of characters agree.
function inOrder(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
