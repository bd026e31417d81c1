import { TeamMemberPicker } from '@roster/team-picker'
import { useTeam } from '../../team/use-team.ts'
import { departedMembers } from './departed-members.ts'
import { pickerPeople } from './picker-people.ts'
import type { FormerMembers } from './use-former-members.ts'

type AssigneePickerProps = {
  label: string
  value: string | null
  /** People to whom nothing can be assigned any more, as `users.resolve` knows them. */
  former: FormerMembers
  onChange: (assigneeId: string | null) => void
  /** The visitor went elsewhere. */
  onLeave: () => void
  /** The visitor gave up by Escape, and the focus needs a new place. */
  onCancel: () => void
}

/** The picker of one lead, opened at once: it is there only while somebody assigns the lead. */
export function AssigneePicker({ label, value, former, onChange, onLeave, onCancel }: AssigneePickerProps) {
  const team = useTeam()
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- it only hears events of the picker inside
    <div
      className="assignee-picker"
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) onLeave()
      }}
      onKeyDown={({ key, keyCode, nativeEvent }) => {
        // While an input method composes, Escape is its own.
        if (key === 'Escape' && !nativeEvent.isComposing && keyCode !== 229) onCancel()
      }}
    >
      <TeamMemberPicker
        {...pickerPeople(team, former)}
        label={label}
        hideLabel
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- the visitor has just asked for it
        autoFocus
        defaultOpen
        allowUnassigned
        value={value}
        departed={departedMembers(former)}
        onChange={onChange}
      />
    </div>
  )
}
