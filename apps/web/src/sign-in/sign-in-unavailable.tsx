import { Button } from '../shell/button.tsx'
import { Notice } from '../shell/notice.tsx'
import { Page } from '../shell/page.tsx'

/** Shown if Clerk's script did not load: there is no session and no sign-in form without it. */
export function SignInUnavailable() {
  return (
    <Page title="Sign in">
      <Notice
        tone="problem"
        title="Sign-in could not be loaded"
        actions={
          <Button look="primary" onClick={() => location.reload()}>
            Reload the page
          </Button>
        }
      >
        We can’t reach Clerk, our sign-in service, so you can’t sign in yet. Check your connection and any ad or script
        blocker, then reload. If it keeps happening, contact whoever runs Roster for you.
      </Notice>
    </Page>
  )
}
