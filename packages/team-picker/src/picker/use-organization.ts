import { useState } from 'react'
import type { TeamMember } from '../people/team-member.ts'

/** A number that changes when the people are of another organization than the people before them. */
export function useOrganization(people: readonly TeamMember[]): number {
  const current = people[0]?.clerkOrgId
  const [seen, setSeen] = useState({ organization: current, turn: 0 })
  if (current === undefined || current === seen.organization) return seen.turn
  const next = { organization: current, turn: seen.organization === undefined ? seen.turn : seen.turn + 1 }
  setSeen(next)
  return next.turn
}
