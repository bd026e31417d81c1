import { useMemo, useState } from 'react'
import type { TeamMemberPickerProps } from '../picker/picker-props.ts'

export type Selection = {
  readonly ids: readonly string[]
  set(ids: readonly string[]): void
  reset: () => void
}

function listOf(value: string | null | readonly string[] | undefined): readonly string[] {
  if (value === undefined || value === null) return []
  return typeof value === 'string' ? [value] : value
}

/** The selected ids, kept by the parent or here; what is kept here does not outlive the organization. */
export function useSelection(props: TeamMemberPickerProps, organization: number): Selection {
  const [kept, setKept] = useState({ ids: listOf(props.defaultValue), organization })
  const { value } = props
  const given = useMemo(() => (value === undefined ? undefined : listOf(value)), [value])
  const none = useMemo(() => [], [])
  const set = (ids: readonly string[]): void => {
    setKept({ ids, organization })
    if (props.multiple) props.onChange?.(ids)
    else props.onChange?.(ids.at(-1) ?? null)
  }
  return {
    ids: given ?? (kept.organization === organization ? kept.ids : none),
    set,
    reset: () => set(organization === 0 ? listOf(props.defaultValue) : none),
  }
}
