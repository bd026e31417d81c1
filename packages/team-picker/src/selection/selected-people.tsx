import type { UseMultipleSelectionPropGetters } from 'downshift'
import { useRef } from 'react'
import { Avatar } from '../people/avatar.tsx'
import type { PickerStrings } from '../picker/picker-strings.ts'
import { useClientLayoutEffect } from '../picker/use-client-layout-effect.ts'
import type { SelectedPerson } from './selected-person.ts'

type SelectedPeopleProps = {
  readonly people: readonly SelectedPerson[]
  readonly disabled: boolean
  readonly readOnly: boolean
  readonly strings: PickerStrings
  readonly getSelectedItemProps: UseMultipleSelectionPropGetters<string>['getSelectedItemProps']
  readonly onRemove: (person: SelectedPerson) => void
}

/** The chips of a multiple picker: each is removed by its button, or by Backspace or Delete on it. */
export function SelectedPeople(props: SelectedPeopleProps) {
  const { people, disabled, readOnly, strings, getSelectedItemProps, onRemove } = props
  const list = useRef<HTMLUListElement>(null)
  useClientLayoutEffect(() => {
    // The input stands after the last chip.
    list.current?.parentElement?.scrollTo(0, list.current.parentElement.scrollHeight)
  }, [people.length])
  return (
    <ul ref={list} className="roster-picker__chips" aria-label={strings.selectedPeople}>
      {people.map((person, index) => {
        const name = person.name ?? strings.loading
        return (
          // oxlint-disable-next-line react/no-array-index-key -- the button of the next chip keeps the focus of a removed one
          <li key={index} className="roster-picker__chip" data-gone={person.gone !== undefined || undefined}>
            <Avatar id={person.id} name={person.name ?? ''} pictureUrl={person.pictureUrl} />
            <bdi className="roster-picker__name">{name}</bdi>
            {person.gone !== undefined && <span className="roster-picker__badge">{person.gone}</span>}
            {!readOnly && (
              <button
                type="button"
                className="roster-picker__remove"
                aria-label={strings.remove(name)}
                disabled={disabled}
                {...getSelectedItemProps({
                  selectedItem: person.id,
                  index,
                  onClick: (event) => {
                    Object.assign(event.nativeEvent, { preventDownshiftDefault: true })
                    onRemove(person)
                  },
                })}
              />
            )}
          </li>
        )
      })}
    </ul>
  )
}
