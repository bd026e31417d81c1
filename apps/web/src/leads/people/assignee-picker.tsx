import { TeamMemberPicker } from '@roster/team-picker'
import { teamPickerProps } from '@roster/team-picker/team'
import { useTeam } from '../../team/use-team.ts'
import { departedMembers } from './departed-members.ts'
import type { FormerMembers } from './use-former-members.ts'

type AssigneePickerProps = {
  label: string
  value: string | null
  /** People who can no longer be assigned, as `users.resolve` describes them. */
  former: FormerMembers
  onChange: (assigneeId: string | null) => void
  /** The focus moved elsewhere. */
  onLeave: () => void
  /** The visitor cancelled with Escape, so the focus must be moved. */
  onCancel: () => void
}

/** The picker of one lead, which opens when it mounts and exists only while the lead is being assigned. */
export function AssigneePicker({ label, value, former, onChange, onLeave, onCancel }: AssigneePickerProps) {
  const team = useTeam()
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- it only handles events of the picker inside
    <div
      className="assignee-picker"
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) onLeave()
      }}
      onKeyDown={({ key, keyCode, nativeEvent }) => {
        // While an input method composes text, Escape belongs to it.
        if (key === 'Escape' && !nativeEvent.isComposing && keyCode !== 229) onCancel()
      }}
    >
      <TeamMemberPicker
        {...teamPickerProps(team)}
        label={label}
        hideLabel
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- the visitor has just opened it
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
