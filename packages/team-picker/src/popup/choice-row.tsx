import type { ComponentProps } from 'react'
import { Avatar } from '../people/avatar.tsx'
import { displayName, pictureOf } from '../people/display-name.ts'
import type { TeamMemberPickerProps } from '../picker/picker-props.ts'
import type { PickerStrings } from '../picker/picker-strings.ts'
import type { Choice } from '../search/choices.ts'

type ChoiceRowProps = {
  /** Attributes of the option, including its `ref`, which React 18 does not pass to a component as a prop. */
  readonly option: ComponentProps<'div'>
  readonly choice: Choice
  readonly isMe: boolean
  readonly isSelected: boolean
  readonly sharesName: boolean
  /** Why this person can't be picked, if so. */
  readonly reason: string | undefined
  readonly renderPerson: TeamMemberPickerProps['renderPerson']
  readonly strings: PickerStrings
}

/** One row of the list. */
export function ChoiceRow(props: ChoiceRowProps) {
  const { option, choice, isMe, isSelected, sharesName, reason, renderPerson, strings } = props
  return (
    <div
      {...option}
      className="roster-picker__choice"
      aria-selected={isSelected}
      aria-disabled={reason !== undefined || undefined}
    >
      {choice.id === null ? (
        <>
          <span className="roster-avatar" data-nobody="" aria-hidden="true" />
          <span className="roster-picker__name">
            {choice.invite === undefined ? strings.unassigned : strings.invite(choice.invite)}
          </span>
        </>
      ) : renderPerson ? (
        renderPerson(choice, { isSelected, isMe })
      ) : (
        <>
          <Avatar id={choice.id} name={displayName(choice)} pictureUrl={pictureOf(choice)} />
          <bdi className="roster-picker__name">{displayName(choice)}</bdi>
          {sharesName && choice.email && <span className="roster-picker__email">{choice.email}</span>}
          {isMe && <span className="roster-picker__badge">{strings.you}</span>}
          {isMe && reason === undefined && <span className="roster-picker__hint">{strings.assignToMe}</span>}
        </>
      )}
      {reason !== undefined && <span className="roster-picker__reason">{reason}</span>}
      <span className="roster-picker__check" aria-hidden="true" />
    </div>
  )
}
