import type { ComponentProps } from 'react'
import { Avatar } from '../people/avatar.tsx'
import type { Choice } from '../search/choices.ts'
import { displayName } from '../people/display-name.ts'
import type { PickerStrings } from '../picker/picker-strings.ts'

type ChoiceRowProps = ComponentProps<'div'> & {
  readonly choice: Choice
  readonly isMe: boolean
  readonly sharesName: boolean
  readonly strings: PickerStrings
}

/** One line of the list. */
export function ChoiceRow({ choice, isMe, sharesName, strings, ...rest }: ChoiceRowProps) {
  return (
    <div {...rest} className="roster-picker__choice">
      {choice.id === null ? (
        <>
          <span className="roster-avatar" data-nobody="" aria-hidden="true" />
          <span className="roster-picker__name">{strings.unassigned}</span>
        </>
      ) : (
        <>
          <Avatar id={choice.id} name={displayName(choice)} pictureUrl={choice.profilePictureUrl} />
          <bdi className="roster-picker__name">{displayName(choice)}</bdi>
          {sharesName && choice.email !== null && <span className="roster-picker__email">{choice.email}</span>}
          {isMe && <span className="roster-picker__badge">{strings.you}</span>}
          {isMe && <span className="roster-picker__hint">{strings.assignToMe}</span>}
        </>
      )}
      <span className="roster-picker__check" aria-hidden="true" />
    </div>
  )
}
