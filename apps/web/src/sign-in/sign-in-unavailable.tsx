import { Notice } from '../shell/notice.tsx'
import { Page } from '../shell/page.tsx'

/** Clerk's script did not arrive, so nobody can be recognized and no form can be shown. */
export function SignInUnavailable() {
  return (
    <Page title="Sign in">
      <Notice
        tone="problem"
        title="Sign-in could not be loaded"
        actions={
          <button type="button" className="button button--primary" onClick={() => location.reload()}>
            Reload the page
          </button>
        }
      >
        Clerk, the service that signs people in, did not answer, so Roster can’t tell who you are and shows nobody.
        Check your connection and whether something in your browser blocks Clerk, then reload; if it goes on, tell
        whoever runs Roster for you.
      </Notice>
    </Page>
  )
}
