import { decide, type Change, type StoredRow } from '@roster/db'
import type { Rules } from './memory-rows.ts'

/** A part of the algorithm taken away: the simulator must then find what it was good for. */
export type Ablation = { rules?: Partial<Rules>; tornWrites?: boolean; believesLists?: boolean }

export const ABLATIONS: Readonly<Record<string, Ablation>> = {
  'no-tombstones': { rules: { keepsTombstones: false } },
  'no-incarnation-order': {
    rules: { decide: (row, change, fence) => decide(row && sameIncarnation(row), sameIncarnation(change), fence) },
  },
  'no-confirm-read': { believesLists: true },
  'read-then-write': { tornWrites: true },
  'no-read-fence': { rules: { fence: -1e15 } },
}

function sameIncarnation<Value extends StoredRow | Change>(value: Value): Value {
  return 'incarnation' in value ? { ...value, incarnation: null } : value
}
