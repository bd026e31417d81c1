import { useEffect, useEffectEvent } from 'react'
import { useOpenOrganization, useOrganizations, useRenewMembership, useSignOut } from '../clerk.tsx'
import { Button } from './button.tsx'
import { Notice } from './notice.tsx'
import { Page } from './page.tsx'
import type { EndedOrganization } from './use-ended-organization.ts'

type AccessEndedProps = {
  ended: EndedOrganization
  /** Called repeatedly while Clerk still reports the person as a member. */
  onMember?: () => Promise<void>
}

/** Names the organization this person has lost, until they are added again. Clerk's list shows it a minute longer. */
export function AccessEnded({ ended, onMember }: AccessEndedProps) {
  const renewMembership = useRenewMembership()
  const others = useOrganizations().filter(({ id }) => id !== ended.orgId)
  const openOrganization = useOpenOrganization()
  const signOut = useSignOut()
  useRepeatedly(async () => {
    if (await renewMembership(ended.orgId)) await onMember?.()
  })
  return (
    <Page title="Your access has ended">
      <Notice
        tone="problem"
        title={`Your access to ${ended.orgName} has ended`}
        actions={
          <>
            {others.map(({ id, name }) => (
              <Button key={id} onClick={() => void openOrganization(id)}>
                Switch to {name}
              </Button>
            ))}
            <Button onClick={() => void signOut()}>Sign out</Button>
          </>
        }
      >
        You’re no longer a member. If that’s a mistake, ask an admin to add you back: this page updates automatically.
      </Notice>
    </Page>
  )
}

const EVERY_MS = 4_000

/** Runs a function now and at intervals while the page is visible; a failure waits for the next run. */
function useRepeatedly(act: () => Promise<unknown>): void {
  const onTurn = useEffectEvent(act)
  useEffect(() => {
    let ended = false
    let timer: ReturnType<typeof setTimeout> | undefined
    async function turn(): Promise<void> {
      if (document.visibilityState === 'visible') await onTurn().catch(() => {})
      if (!ended) timer = setTimeout(() => void turn(), EVERY_MS)
    }
    void turn()
    return () => {
      ended = true
      clearTimeout(timer)
    }
  }, [])
}
