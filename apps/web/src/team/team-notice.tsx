import { LoadFailed } from '../shell/load-failed.tsx'
import { Notice } from '../shell/notice.tsx'
import { Page } from '../shell/page.tsx'
import { RowsSkeleton } from '../shell/rows-skeleton.tsx'
import type { AbsentTeam } from './team.ts'

type TeamNoticeProps = { title: string; team: AbsentTeam }

/** Replaces a page that needs the team while there is none to show. */
export function TeamNotice({ title, team }: TeamNoticeProps) {
  switch (team.status) {
    // member-pages.tsx replaces every page then.
    case 'ended':
      return null
    case 'loading':
      return (
        <Page title={title}>
          <RowsSkeleton label={`Loading the people of ${team.orgName}…`} />
        </Page>
      )
    case 'preparing':
      return (
        <Page title={title}>
          <Notice tone="waiting" title={`${team.orgName} is being prepared`}>
            We’re importing members. This page updates automatically.
          </Notice>
          <RowsSkeleton label={`Preparing the people of ${team.orgName}…`} />
        </Page>
      )
    case 'failed':
      return (
        <Page title={title}>
          <LoadFailed title="The team could not be loaded" onRetry={team.retry} />
        </Page>
      )
  }
}
