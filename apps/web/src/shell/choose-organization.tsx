import { OrganizationList, useSignOut } from '../clerk.tsx'
import { Button } from './button.tsx'
import { Notice } from './notice.tsx'
import { Page } from './page.tsx'

/** Lets a person without an organization choose or create one. */
export function ChooseOrganization() {
  const signOut = useSignOut()
  return (
    <Page title="Choose an organization">
      <Notice title="No organization is selected" actions={<Button onClick={() => void signOut()}>Sign out</Button>}>
        Choose one below to see its people, or ask an admin to invite you.
      </Notice>
      <div className="organization-list">
        {/* The page has its own heading. */}
        <OrganizationList hidePersonal appearance={{ elements: { header: { display: 'none' } } }} />
      </div>
    </Page>
  )
}
