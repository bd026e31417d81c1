import { Page } from './page.tsx'
import { RowsSkeleton } from './rows-skeleton.tsx'

/** The placeholder of a page until the visitor is known. */
export function PageSkeleton() {
  return (
    <Page title="Roster">
      <RowsSkeleton label="Signing you in…" />
    </Page>
  )
}
