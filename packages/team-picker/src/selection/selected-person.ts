import type { DepartedMember } from '../people/departed-member.ts'
import { displayName } from '../people/display-name.ts'
import type { PickerStrings } from '../picker/picker-strings.ts'
import type { TeamMember } from '../people/team-member.ts'

/** A selected id with all that can be shown of it. */
export type SelectedPerson = {
  readonly id: string
  /** Undefined while the people are not there yet. */
  readonly name: string | undefined
  readonly pictureUrl: string | null
  /** Why they can't be picked again, if so. */
  readonly gone: string | undefined
}

type Known = {
  readonly people: readonly TeamMember[]
  readonly departed: readonly DepartedMember[]
  readonly ready: boolean
  readonly strings: PickerStrings
}

export function selectedPerson(id: string, { people, departed, ready, strings }: Known): SelectedPerson {
  const person = people.find((candidate) => candidate.id === id)
  if (person) return { id, name: displayName(person), pictureUrl: person.profilePictureUrl, gone: undefined }
  const former = departed.find((candidate) => candidate.id === id)
  if (!former) return { id, name: ready ? strings.unknownPerson : undefined, pictureUrl: null, gone: undefined }
  const deleted = former.status === 'deleted'
  return {
    id,
    name: former.name ?? (deleted ? strings.deletedPerson : strings.unknownPerson),
    pictureUrl: former.profilePictureUrl,
    gone: strings[former.status],
  }
}
