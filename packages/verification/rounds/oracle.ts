import type { MemoryMirror } from '../simulator/memory-mirror.ts'
import type { Delivery } from './delivery.ts'

/** Whether some serial order of these deliveries leads the in-memory mirror to the digest `wanted`. */
export async function isReachable(
  mirror: MemoryMirror,
  deliveries: readonly Delivery[],
  wanted: string,
): Promise<boolean> {
  const visited = new Set<string>()
  const reaches = async (mirror: MemoryMirror, left: readonly Delivery[]): Promise<boolean> => {
    if (left.length === 0) return digestOf(mirror) === wanted
    const rows = Object.values(mirror.tables).map((table) => [...table.rows])
    const place = JSON.stringify([left.map((delivery) => deliveries.indexOf(delivery)), rows])
    if (visited.has(place)) return false
    visited.add(place)
    for (const [at, delivery] of left.entries()) {
      const next = mirror.copy()
      await delivery.run(next)
      if (await reaches(next, left.toSpliced(at, 1))) return true
    }
    return false
  }
  return reaches(mirror, deliveries)
}

/** A digest of the rows; two mirrors with the same digest count as equal. */
export function digestOf(mirror: MemoryMirror): string {
  return Object.entries(mirror.tables)
    .flatMap(([name, table]) =>
      [...table.rows].flatMap(([key, { state, resyncAt, incarnation, updatedMs, contentHash, doubt }]) => {
        const due = resyncAt === null ? '' : ' due'
        // The trigger may leave an empty row, to be locked by others.
        if (state === 'unknown' && !due) return []
        const version = state === 'live' ? ` at ${updatedMs} ${contentHash}` : ''
        const which = incarnation && state !== 'unknown' ? ` #${incarnation.membershipId} ${incarnation.createdMs}` : ''
        return `${name} ${key} ${state}${which}${version}${due}${doubt ? ` doubts ${doubt.says}` : ''}`
      }),
    )
    .sort()
    .join('\n')
}
