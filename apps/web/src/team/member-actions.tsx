import { useManageMembers } from '../clerk.tsx'
import { Button } from '../shell/button.tsx'

/** Opens Clerk's dialog to invite and remove members and change roles; shown only to users who may do so. */
export function MemberActions() {
  const manage = useManageMembers()
  if (!manage) return null
  return (
    <>
      <Button aria-haspopup="dialog" onClick={manage}>
        Manage members
      </Button>
      <Button look="primary" aria-haspopup="dialog" onClick={manage}>
        Invite
      </Button>
    </>
  )
}
