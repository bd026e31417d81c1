import { useState } from 'react'
import { LoadFailed } from '../shell/load-failed.tsx'
import { Notice } from '../shell/notice.tsx'
import { Page } from '../shell/page.tsx'
import { RowsSkeleton } from '../shell/rows-skeleton.tsx'
import { useTeam } from '../team/use-team.ts'
import { trpc } from '../trpc.tsx'
import { KeyList } from './key-list.tsx'
import { NewKeyForm } from './new-key-form.tsx'
import { NewKeySecret } from './new-key-secret.tsx'

/** Lets admins of the organization manage the keys with which programs outside the browser read the list. */
export default function ApiAccessPage({ isAdmin }: { isAdmin: boolean }) {
  const { orgName } = useTeam()
  return (
    <Page title="API access" detail={orgName}>
      {isAdmin ? (
        <Keys />
      ) : (
        <Notice title="Only admins manage API keys">
          A key can read everyone’s email address in {orgName}, so only admins create them. Ask an admin for a key.
        </Notice>
      )}
    </Page>
  )
}

function Keys() {
  const keys = trpc.apiKeys.list.useQuery()
  const [secret, setSecret] = useState<{ name: string; secret: string } | null>(null)
  return (
    <>
      <p className="api-access__lead">
        Use a key to read this organization’s people from a script or another service. Keys can’t change anything.{' '}
        <a href="/api/docs">Read the API documentation</a>
      </p>
      {secret === null ? (
        <NewKeyForm onCreated={setSecret} />
      ) : (
        <NewKeySecret {...secret} onDone={() => setSecret(null)} />
      )}
      <h2>Keys</h2>
      {keys.data && <KeyList keys={keys.data} />}
      {keys.isPending && <RowsSkeleton label="Loading keys…" />}
      {!keys.data && keys.isError && (
        <LoadFailed
          title="Couldn’t load the API keys"
          error={keys.error}
          advice="Your existing keys still work. Check your connection and try again in a moment."
          onRetry={() => void keys.refetch()}
        />
      )}
    </>
  )
}
