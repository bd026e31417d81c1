import type { CSSProperties, ReactNode } from 'react'
import type { DepartedMember } from '../people/departed-member.ts'
import type { Person } from '../people/person.ts'
import type { Ranker } from '../search/ranker.ts'
import type { PickerStrings } from './picker-strings.ts'

/** What the picker knows about its people: only `ready` shows them. */
export type PickerStatus = 'ready' | 'loading' | 'error' | 'signed-out' | 'no-organization'

/** How the list shows a person at the moment. */
export type PersonState = { readonly isSelected: boolean; readonly isMe: boolean }

// Callbacks are methods, so that the picker takes one for a narrower person than `Person`.
type CommonProps<P extends Person> = {
  /** Names the field, above it and for screen readers. */
  readonly label: string
  /**
   * Keeps the label for screen readers only, where a table heading already shows it.
   * @default false
   */
  readonly hideLabel?: boolean
  /** Helps with the choice, below the field. */
  readonly description?: ReactNode
  /** Says what is wrong with the choice, below the field, which is then `aria-invalid`. */
  readonly error?: ReactNode
  /** Everybody who can be picked, in any order. */
  readonly people: readonly P[]
  /**
   * Whether the people are there, and why not.
   * @default 'ready'
   */
  readonly status?: PickerStatus
  /** Called by the “Try again” of the error state, which has no such button without it. */
  readonly onRetry?: (() => void) | undefined
  /** Whose people these are, such as an organization's id: with another one the picker forgets query, picks and selection. */
  readonly resetKey?: string | undefined
  /** Id of the person who picks: marked “You”, listed first and assigned by Alt+M. */
  readonly me?: string | undefined
  /**
   * Ids listed after `me`, newest first.
   * @default the last five people picked here
   */
  readonly recent?: readonly string[]
  /** Selected people who are gone: shown by name, and not to be picked again. */
  readonly departed?: readonly DepartedMember[]
  /** Why somebody can't be picked, such as “Deactivated”, shown in their row; nothing for whoever can be. */
  unpickable?(this: void, person: P): string | null | undefined
  /** Title of the section in which the whole list shows a person, whom a search lists by rank. */
  sectionOf?(this: void, person: P): string | null | undefined
  /** What a row shows between its edge and its check mark, instead of picture and name. */
  renderPerson?(this: void, person: P, state: PersonState): ReactNode
  /** Called by “Invite …”, which is offered for a typed email address that nobody has. */
  onInvite?(this: void, email: string): void
  /** A ranker of the same `people` array, to share one index among many pickers. */
  readonly ranker?: Ranker<P> | undefined
  /** Id of the input. */
  readonly id?: string
  /** Added to the class of the outermost element. */
  readonly className?: string
  /** Style of the outermost element. */
  readonly style?: CSSProperties
  /**
   * Height of the field and size of its letters.
   * @default 'medium'
   */
  readonly size?: 'small' | 'medium' | 'large'
  /**
   * Focuses the field once it is there.
   * @default false
   */
  readonly autoFocus?: boolean
  /** Whether the list is open, when the parent decides. */
  readonly open?: boolean | undefined
  /**
   * Opens the list, and focuses the field, once it is there.
   * @default false
   */
  readonly defaultOpen?: boolean
  /** Called when the list opens or closes, or asks to. */
  readonly onOpenChange?: (open: boolean) => void
  /** Submits the selected ids under this name with the form around it. */
  readonly name?: string
  /**
   * Makes the form refuse to submit without a selection.
   * @default false
   */
  readonly required?: boolean
  /**
   * Shows the selection, lets nobody change or focus it, and submits nothing.
   * @default false
   */
  readonly disabled?: boolean
  /**
   * Shows the selection and lets nobody change it.
   * @default false
   */
  readonly readOnly?: boolean
  /** Replaces texts, one by one. */
  readonly strings?: Partial<PickerStrings>
  /**
   * BCP 47 tag of the alphabet to sort by.
   * @default the runtime's
   */
  readonly locale?: string
}

type SingleProps<P extends Person> = {
  /**
   * Whether several people can be picked.
   * @default false
   */
  readonly multiple?: false
  /** Id of the selected person or null, when the parent keeps the selection. */
  readonly value?: string | null | undefined
  /**
   * Id selected at first and after a form reset, when the picker keeps the selection.
   * @default null
   */
  readonly defaultValue?: string | null
  /** Called with the id and the person picked, or with null for nobody; the person is null too where `people` has them not. */
  onChange?(this: void, id: string | null, person: P | null): void
  /**
   * Offers “Unassigned” as the first entry and a button that clears the field.
   * @default false
   */
  readonly allowUnassigned?: boolean
  readonly maxSelected?: never
}

type MultipleProps<P extends Person> = {
  /** Whether several people can be picked. */
  readonly multiple: true
  /** Selected ids, when the parent keeps the selection. */
  readonly value?: readonly string[] | undefined
  /**
   * Ids selected at first and after a form reset, when the picker keeps the selection.
   * @default []
   */
  readonly defaultValue?: readonly string[]
  /** Called with all selected ids, in the order of picking, and with those of the people whom `people` has. */
  onChange?(this: void, ids: readonly string[], people: readonly P[]): void
  /**
   * How many people can be picked at most.
   * @default Infinity
   */
  readonly maxSelected?: number
  readonly allowUnassigned?: never
}

export type TeamMemberPickerProps<P extends Person = Person> = CommonProps<P> & (SingleProps<P> | MultipleProps<P>)
