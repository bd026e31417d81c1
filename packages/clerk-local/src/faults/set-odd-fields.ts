import type { OddRecord } from './faults.ts'

/** Sets each odd field in every record that it names, and reports which rules matched a record. */
export function setOddFields(text: string, odd: readonly OddRecord[]): { text: string; found: Set<OddRecord> } {
  const found = new Set<OddRecord>()
  const changed: unknown = JSON.parse(text, (_, value: unknown) => {
    if (!isObject(value)) return value
    // All rules are matched before the first is applied, because a rule may replace the id.
    const matching = odd.filter(({ record }) => record === value['id'] || record === value['object'])
    for (const one of matching) {
      setField(value, one.field.split('.'), one.value)
      found.add(one)
    }
    return value
  })
  return { text: JSON.stringify(changed), found }
}

function setField(target: Record<string, unknown>, [name = '', ...rest]: string[], value: unknown) {
  const inner = target[name]
  if (rest.length > 0) {
    if (isObject(inner)) setField(inner, rest, value)
  } else if (value === undefined) delete target[name]
  else target[name] = value
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
