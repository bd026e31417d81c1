import type { User } from '@roster/api'
import { displayName } from '@roster/team-picker'
import type { MemberFacts } from './view/arrange-people.ts'
import { formatDay } from './person/format-day.ts'
import { StatusBadge } from './person/status-badge.tsx'
import { usePrinting } from './use-printing.ts'

type PeoplePrintProps = { people: readonly User[]; facts: MemberFacts }

/** Lists all people for print, because the grid contains only the rows on screen. */
export function PeoplePrint({ people, facts: { memberOf, roleName } }: PeoplePrintProps) {
  if (!usePrinting()) return null
  return (
    <table className="people-print">
      <thead>
        <tr>
          <th>Name</th>
          <th>Email</th>
          <th>Role</th>
          <th>Joined</th>
        </tr>
      </thead>
      <tbody>
        {people.map((person) => {
          const member = memberOf.get(person.id)
          return (
            <tr key={person.id}>
              <td>
                <bdi>{displayName(person)}</bdi> <StatusBadge member={member} />
              </td>
              <td>{person.email}</td>
              <td>{roleName(person.id)}</td>
              <td>{member && formatDay(member.joinedAt)}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
