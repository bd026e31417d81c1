import type { inferRouterOutputs } from '@trpc/server'
import type { AppRouter } from '../../server/app-router.ts'

type Outputs = inferRouterOutputs<AppRouter>
export type FirstTeam = {
  revisions: Outputs['users']['revision']
  people: Outputs['users']['list']
  members: Outputs['members']['list']
}
type Answers = [Answer<FirstTeam['revisions']>, Answer<FirstTeam['people']>, Answer<FirstTeam['members']>]
type Answer<Data> = { result: { data: Data } }

const TEAM_URL = '/api/trpc/users.revision,users.list,members.list?batch=1'
// A page that is opened later, perhaps after another sign-in, must ask by itself.
const VALID_MS = 10_000

let first: { orgId: string; team: Promise<FirstTeam>; answered: FirstTeam | null } | null = null

/**
 * Requests the team as soon as there is a token, while the code that shows it is still loading. In one batch, whose lists
 * are at least as new as its revisions: a change in between only makes them be read once more.
 */
export async function requestTeam(orgId: string, token: string): Promise<void> {
  const team = read(orgId, token)
  const mine: typeof first = { orgId, team, answered: null }
  first = mine
  setTimeout(() => (first = null), VALID_MS)
  mine.answered = await team
}

/** The team that was requested early, once, if it is the organization's; `answered` as soon as it has arrived. */
export function takeFirstTeam(orgId: string): typeof first {
  const mine = first?.orgId === orgId ? first : null
  first = null
  return mine
}

async function read(orgId: string, token: string): Promise<FirstTeam> {
  const response = await fetch(TEAM_URL, { headers: { authorization: `Bearer ${token}` } })
  const answers: unknown = await response.json()
  if (!isAnswers(answers)) throw new Error(`The team was answered with ${response.status}`)
  const [revisions, people, members] = answers
  if (people.result.data.some(({ clerkOrgId }) => clerkOrgId !== orgId)) throw new Error('Another team was answered')
  return { revisions: revisions.result.data, people: people.result.data, members: members.result.data }
}

/** Checks only that none was refused: otherwise the server answers its own types. */
function isAnswers(value: unknown): value is Answers {
  return Array.isArray(value) && value.every((each) => typeof each === 'object' && each !== null && 'result' in each)
}
