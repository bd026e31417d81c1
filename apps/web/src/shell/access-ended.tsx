import { useRenewMembership } from '../clerk.tsx'
import { ChooseOrganization } from './choose-organization.tsx'
import type { EndedOrganization } from './use-ended-organization.ts'
import { useRepeatedly } from './use-repeatedly.ts'

type AccessEndedProps = {
  ended: EndedOrganization
  /** Called again and again while Clerk has the person as a member. */
  onMember?: () => Promise<void>
}

/** Says whose member this person no longer is, until they are added again. */
export function AccessEnded({ ended, onMember }: AccessEndedProps) {
  const renewMembership = useRenewMembership()
  useRepeatedly(async () => {
    if (await renewMembership(ended.orgId)) await onMember?.()
  })
  return <ChooseOrganization endedIn={ended.orgName} />
}
