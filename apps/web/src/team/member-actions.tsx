import { useManageMembers } from '../clerk.tsx'

/** Opens Clerk's dialog to invite and remove members and change roles; shown only to users who may do so. */
export function MemberActions() {
  const manage = useManageMembers()
  if (!manage) return null
  return (
    <>
      <button type="button" className="button" aria-haspopup="dialog" onClick={manage}>
        Manage members
      </button>
      <button type="button" className="button button--primary" aria-haspopup="dialog" onClick={manage}>
        Invite
      </button>
    </>
  )
}
