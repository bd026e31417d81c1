import { Link } from 'wouter'
import { Notice } from './notice.tsx'
import { Page } from './page.tsx'

export function NotFoundPage() {
  return (
    <Page title="Page not found">
      <Notice
        title="There is nothing at this address"
        actions={
          <Link href="/" className="button button--primary">
            Go to your team
          </Link>
        }
      >
        The link may be mistyped or out of date, so there is nothing to show. Your team and its leads are one click
        away.
      </Notice>
    </Page>
  )
}
