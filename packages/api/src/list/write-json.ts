import type { Bytes } from './encoding.ts'
import { inSlices } from './in-slices.ts'

/** A list as JSON. */
export async function writeJson(items: readonly unknown[]): Promise<Bytes> {
  const slices = await inSlices(items, (slice) => JSON.stringify(slice).slice(1, -1))
  return Buffer.from(`[${slices.join(',')}]`)
}
