import { TeamMemberPicker } from '@roster/team-picker'
import { teamPickerProps } from '@roster/team-picker/team'
import { useRef, useState, type ReactNode } from 'react'
import { Button } from '../../shell/button.tsx'
import { Dialog } from '../../shell/dialog.tsx'
import { useTeam } from '../../team/use-team.ts'

type HandOverDialogProps = {
  title: string
  children: ReactNode
  /** Why the server refused the chosen person. */
  problem: string | null
  isPending: boolean
  onConfirm: (assigneeId: string) => void
  onClose: () => void
}

/** Asks for the new assignee of some leads. */
export function HandOverDialog(props: HandOverDialogProps) {
  const { title, children, problem, isPending, onConfirm, onClose } = props
  const [chosen, setChosen] = useState<string | null>(null)
  const [isMissing, setMissing] = useState(false)
  const picker = useRef<HTMLInputElement>(null)
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        className="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          setMissing(chosen === null)
          if (chosen === null) picker.current?.focus()
          else onConfirm(chosen)
        }}
      >
        <p>{children}</p>
        <TeamMemberPicker
          {...teamPickerProps(useTeam())}
          ref={picker}
          label="New assignee"
          value={chosen}
          onChange={setChosen}
          error={
            isMissing && chosen === null ? 'Nobody is chosen, so nothing was assigned. Choose a new assignee.' : problem
          }
        />
        <div className="form__actions">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" busy={isPending}>
            {isPending ? 'Assigning…' : 'Assign'}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
