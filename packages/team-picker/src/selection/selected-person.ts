import { appearance } from '../people/appearance.ts'
import type { DepartedMember } from '../people/departed-member.ts'
import { displayName, pictureOf } from '../people/display-name.ts'
import type { Person } from '../people/person.ts'
import { presentable } from '../people/visible.ts'
import type { TeamMemberPickerProps } from '../picker/picker-props.ts'
import type { PickerStrings } from '../picker/picker-strings.ts'

/** A selected id with everything that is displayed of it. */
export type SelectedPerson = {
  readonly id: string
  /** Undefined while the people are loading. */
  readonly name: string | undefined
  readonly pictureUrl: string | null
  /** Why this person can't be picked again, if so. */
  readonly gone: string | undefined
  readonly email?: string | null | undefined
}

type Known = {
  readonly people: readonly Person[]
  readonly departed: readonly DepartedMember[]
  readonly ready: boolean
  readonly strings: PickerStrings
  readonly unpickable: TeamMemberPickerProps['unpickable']
}

/** The selected people; those who look like another one of them are named by email. */
export function selectedPeople(ids: readonly string[], known: Known): SelectedPerson[] {
  const shown = ids.map((id) => selectedPerson(id, known))
  const looks = shown.map(({ name }) => appearance(name ?? ''))
  return shown.map((person, at) => {
    const isAlone = looks.indexOf(looks[at] ?? '') === looks.lastIndexOf(looks[at] ?? '')
    return isAlone || !person.email ? person : { ...person, name: person.email }
  })
}

function selectedPerson(id: string, { people, departed, ready, strings, unpickable }: Known): SelectedPerson {
  const person = people.find((candidate) => candidate.id === id)
  if (person) {
    return {
      id,
      name: displayName(person),
      pictureUrl: pictureOf(person),
      gone: unpickable?.(person) || undefined,
      email: person.email,
    }
  }
  const former = departed.find((candidate) => candidate.id === id)
  if (!former) return { id, name: ready ? strings.unknownPerson : undefined, pictureUrl: null, gone: undefined }
  const deleted = former.status === 'deleted'
  return {
    id,
    name: presentable(former.name ?? '') || (deleted ? strings.deletedPerson : strings.unknownPerson),
    pictureUrl: pictureOf(former),
    gone: strings[former.status],
  }
}
