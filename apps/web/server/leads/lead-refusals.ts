import { RosterError } from '@roster/api'
import { MAX_LEADS } from './lead-statements.ts'

/** A person who may not be assigned to a lead or follow it, and the reason. */
export type Refusal = { userId: string; why: 'not_known_yet' | keyof typeof reasons }

export function tooManyLeads(): RosterError {
  return new RosterError('VALIDATION_ERROR', {
    message: `Your organization has ${MAX_LEADS.toLocaleString('en')} leads, which is as many as it may have`,
  })
}

export function notChanged(exists: boolean): RosterError {
  return exists
    ? new RosterError('VALIDATION_ERROR', {
        message: 'This lead was changed meanwhile; look at it again and repeat your change',
      })
    : new RosterError('NOT_FOUND', { message: 'This lead does not exist in your organization; reload the list' })
}

const reasons = {
  never_a_member: 'is not a member of your organization',
  left: 'has left your organization',
  deleted: 'was deleted',
  banned: 'is banned from signing in',
  deprovisioned: 'was deactivated by your company’s directory',
}

export function personRefused(who: 'The assignee' | 'Somebody you share with', { why }: Refusal): RosterError {
  const message =
    why === 'not_known_yet'
      ? `${who} has only just joined; try again in a moment`
      : `${who} ${reasons[why]}; choose another`
  return new RosterError('VALIDATION_ERROR', { message })
}
