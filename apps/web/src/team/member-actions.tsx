import { useManageMembers } from '../clerk.tsx'

/** For those who may: Clerk's own dialog invites, changes roles and removes. */
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
