import { Page } from './page.tsx'
import { RowsSkeleton } from './rows-skeleton.tsx'

/** A page whose visitor is not known yet. */
export function PageSkeleton() {
  return (
    <Page title="Roster">
      <RowsSkeleton label="Signing you in…" />
    </Page>
  )
}
