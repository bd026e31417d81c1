import type { CSSProperties, ReactNode } from 'react'
import type { DepartedMember } from '../people/departed-member.ts'
import type { Person } from '../people/person.ts'
import type { Ranker } from '../search/ranker.ts'
import type { PickerStrings } from './picker-strings.ts'

/** Whether the people are available; only `ready` shows them. */
export type PickerStatus = 'ready' | 'loading' | 'error' | 'signed-out' | 'no-organization'

/** The current state of a person's row. */
export type PersonState = { readonly isSelected: boolean; readonly isMe: boolean }

// Callbacks are methods, so that one that takes a narrower type than `Person` is accepted.
type CommonProps<P extends Person> = {
  /** Names the field, above it and for screen readers. */
  readonly label: string
  /**
   * Keeps the label for screen readers only, where a table heading already shows it.
   * @default false
   */
  readonly hideLabel?: boolean
  /** Describes the field, below it. */
  readonly description?: ReactNode
  /** Describes what is wrong with the selection, below the field, and makes it `aria-invalid`. */
  readonly error?: ReactNode
  /** Everybody who can be picked, in any order. */
  readonly people: readonly P[]
  /**
   * Whether the people are available, and the reason if not.
   * @default 'ready'
   */
  readonly status?: PickerStatus
  /** Called by the “Try again” button of the error state, which is shown only with this callback. */
  readonly onRetry?: (() => void) | undefined
  /** Identifies whose people these are, such as an organization's id; a change clears the query, recent picks and selection. */
  readonly resetKey?: string | undefined
  /** Id of the person who picks, marked “You”, listed first and picked by Alt+M. */
  readonly me?: string | undefined
  /**
   * Ids listed after `me`, newest first.
   * @default the last five people picked here
   */
  readonly recent?: readonly string[]
  /** Selected people who have left, shown by name and not pickable. */
  readonly departed?: readonly DepartedMember[]
  /** Returns why a person can't be picked, such as “Deactivated”, which their row shows; null if they can be. */
  unpickable?(this: void, person: P): string | null | undefined
  /** Returns the title of a person's section in the whole list; search results have no sections. */
  sectionOf?(this: void, person: P): string | null | undefined
  /** Renders the content of a row in place of the picture and the name. */
  renderPerson?(this: void, person: P, state: PersonState): ReactNode
  /** Called by the “Invite …” entry, which is offered for a typed email address that no person has. */
  onInvite?(this: void, email: string): void
  /** A ranker of the same `people` array, which lets many pickers share one index. */
  readonly ranker?: Ranker<P> | undefined
  /** Id of the input. */
  readonly id?: string
  /** Class name added to the outermost element. */
  readonly className?: string
  /** Style of the outermost element. */
  readonly style?: CSSProperties
  /**
   * Height and text size of the field.
   * @default 'medium'
   */
  readonly size?: 'small' | 'medium' | 'large'
  /**
   * Focuses the field when it is mounted.
   * @default false
   */
  readonly autoFocus?: boolean
  /** Whether the list is open, for a controlled list. */
  readonly open?: boolean | undefined
  /**
   * Opens the list and focuses the field when it is mounted.
   * @default false
   */
  readonly defaultOpen?: boolean
  /** Called when the list opens or closes, or, if controlled, should. */
  readonly onOpenChange?: (open: boolean) => void
  /** Name under which a form submits the selected ids. */
  readonly name?: string
  /**
   * Prevents the form from being submitted without a selection.
   * @default false
   */
  readonly required?: boolean
  /**
   * Shows the selection, which can't be focused, changed or submitted.
   * @default false
   */
  readonly disabled?: boolean
  /**
   * Shows the selection, which can be focused and submitted but not changed.
   * @default false
   */
  readonly readOnly?: boolean
  /** Replaces individual texts. */
  readonly strings?: Partial<PickerStrings>
  /**
   * BCP 47 tag of the locale to sort by.
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
  /** Id of the selected person or null, for a controlled selection. */
  readonly value?: string | null | undefined
  /**
   * Id selected initially and after a form reset, for an uncontrolled selection.
   * @default null
   */
  readonly defaultValue?: string | null
  /** Called with the id and the person picked, or with null for none; the person is null if `people` does not contain them. */
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
  /** Selected ids, for a controlled selection. */
  readonly value?: readonly string[] | undefined
  /**
   * Ids selected initially and after a form reset, for an uncontrolled selection.
   * @default []
   */
  readonly defaultValue?: readonly string[]
  /** Called with all selected ids, in the order of picking, and with the selected people that `people` contains. */
  onChange?(this: void, ids: string[], people: P[]): void
  /**
   * Maximum number of people that can be picked.
   * @default Infinity
   */
  readonly maxSelected?: number
  readonly allowUnassigned?: never
}

export type TeamMemberPickerProps<P extends Person = Person> = CommonProps<P> & (SingleProps<P> | MultipleProps<P>)
