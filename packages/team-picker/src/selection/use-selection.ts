import { useMemo, useState } from 'react'
import type { Person } from '../people/person.ts'
import type { TeamMemberPickerProps } from '../picker/picker-props.ts'

function listOf(value: string | null | readonly string[] | undefined): readonly string[] {
  if (value === undefined || value === null) return []
  return typeof value === 'string' ? [value] : value
}

/** The selected ids, controlled by the parent or kept here until a reset. */
export function useSelection(props: TeamMemberPickerProps, people: readonly Person[], resets: number) {
  const [kept, setKept] = useState({ ids: listOf(props.defaultValue), resets })
  const { value } = props
  const given = useMemo(() => (value === undefined ? undefined : listOf(value)), [value])
  const none = useMemo(() => [], [])
  const set = (ids: readonly string[]): void => {
    setKept({ ids, resets })
    const picked = ids.flatMap((id) => people.find((person) => person.id === id) ?? [])
    // A copy, because a host may change its own array.
    if (props.multiple) props.onChange?.([...ids], picked)
    else props.onChange?.(ids[0] ?? null, picked[0] ?? null)
  }
  return {
    ids: given ?? (kept.resets === resets ? kept.ids : none),
    set,
    reset: () => set(resets === 0 ? listOf(props.defaultValue) : none),
  }
}
