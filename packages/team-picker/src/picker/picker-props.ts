import type { DepartedMember } from '../people/departed-member.ts'
import type { PickerStrings } from './picker-strings.ts'
import type { Ranker } from '../search/ranker.ts'
import type { TeamMember } from '../people/team-member.ts'

/** What the picker knows about its people: only `ready` shows them. */
export type PickerStatus = 'ready' | 'loading' | 'error' | 'signed-out' | 'no-organization'

type CommonProps = {
  /** Names the field, above it and for screen readers. */
  readonly label: string
  /** Keeps the label for screen readers only, where a table heading already shows it. */
  readonly hideLabel?: boolean
  /** Everybody who can be picked, in any order; people of another organization reset the picker. */
  readonly people: readonly TeamMember[]
  /** Where the people are on their way, `ready` by default. */
  readonly status?: PickerStatus
  /** Called by the “Try again” of the error state, which has no such button without it. */
  readonly onRetry?: () => void
  /** Id of the person who picks: marked “You”, listed first and assigned by Alt+M. */
  readonly me?: string | undefined
  /** Ids listed after `me`, newest first; by default the last picks made in this picker. */
  readonly recent?: readonly string[]
  /** Selected people who are gone: shown by name, and not to be picked again. */
  readonly departed?: readonly DepartedMember[]
  /** A ranker of the same `people` array, to share one index among many pickers. */
  readonly ranker?: Ranker<TeamMember>
  /** Submits the selected ids under this name with the form around it. */
  readonly name?: string
  /** Makes the form refuse to submit without a selection. */
  readonly required?: boolean
  /** Shows the selection and lets nobody change it. */
  readonly disabled?: boolean
  /** Replaces texts, one by one. */
  readonly strings?: Partial<PickerStrings>
  /** BCP 47 tag of the alphabet to sort by, the runtime's by default. */
  readonly locale?: string
}

type SingleProps = {
  /** Whether several people can be picked. */
  readonly multiple?: false
  /** Id of the selected person or null, when the parent keeps the selection. */
  readonly value?: string | null
  /** Id selected at first and after a form reset, when the picker keeps the selection. */
  readonly defaultValue?: string | null
  /** Called with the id that was picked, or null for nobody. */
  readonly onChange?: (id: string | null) => void
  /** Offers “Unassigned” as the first entry and a button that clears the field. */
  readonly allowUnassigned?: boolean
}

type MultipleProps = {
  /** Whether several people can be picked. */
  readonly multiple: true
  /** Selected ids, when the parent keeps the selection. */
  readonly value?: readonly string[]
  /** Ids selected at first and after a form reset, when the picker keeps the selection. */
  readonly defaultValue?: readonly string[]
  /** Called with all selected ids, in the order of picking. */
  readonly onChange?: (ids: readonly string[]) => void
  readonly allowUnassigned?: never
}

export type TeamMemberPickerProps = CommonProps & (SingleProps | MultipleProps)
