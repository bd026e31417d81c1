import type { MemoryMirror } from '../simulator/memory-mirror.ts'
import type { Delivery } from './delivery.ts'

/** Whether these deliveries, one after the other in some order, lead the mirror in memory to the digest `wanted`. */
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

/** What two mirrors must have in common to be the same. */
export function digestOf(mirror: MemoryMirror): string {
  return Object.entries(mirror.tables)
    .flatMap(([name, table]) =>
      [...table.rows].flatMap(([key, { state, resyncAt, incarnation, updatedMs, contentHash, doubt }]) => {
        const due = resyncAt === null ? '' : ' due'
        // The trigger may leave a row of nothing to wait for.
        if (state === 'unknown' && !due) return []
        const version = state === 'live' ? ` at ${updatedMs} ${contentHash}` : ''
        const which = incarnation && state !== 'unknown' ? ` #${incarnation.membershipId} ${incarnation.createdMs}` : ''
        return `${name} ${key} ${state}${which}${version}${due}${doubt ? ` doubts ${doubt.says}` : ''}`
      }),
    )
    .sort()
    .join('\n')
}
