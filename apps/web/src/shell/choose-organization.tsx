import { OrganizationList, useSignOut } from '../clerk.tsx'
import { Notice } from './notice.tsx'
import { Page } from './page.tsx'

/** Lets a person without an organization choose one; `endedIn` names the one they have just lost, if any. */
export function ChooseOrganization({ endedIn }: { endedIn: string | null }) {
  const signOut = useSignOut()
  return (
    <Page title={endedIn === null ? 'Choose an organization' : 'Your access has ended'}>
      <Notice
        tone={endedIn === null ? 'plain' : 'problem'}
        title={endedIn === null ? 'No organization is selected' : `Your access to ${endedIn} has ended`}
        actions={
          <button type="button" className="button" onClick={() => void signOut()}>
            Sign out
          </button>
        }
      >
        {endedIn === null
          ? 'Choose one below to see its people, or ask an admin to invite you.'
          : 'You’re no longer a member. If that’s a mistake, ask an admin to add you back, or switch to another organization.'}
      </Notice>
      <div className="organization-list">
        {/* The page has its own heading. */}
        <OrganizationList hidePersonal appearance={{ elements: { header: { display: 'none' } } }} />
      </div>
    </Page>
  )
}
