import { Link } from 'wouter'
import { Notice } from './notice.tsx'
import { Page } from './page.tsx'

export function NotFoundPage() {
  return (
    <Page title="Page not found">
      <Notice
        title="We couldn’t find that page"
        actions={
          <Link href="/" className="button button--primary">
            Go to your team
          </Link>
        }
      >
        The link may be mistyped or out of date.
      </Notice>
    </Page>
  )
}
