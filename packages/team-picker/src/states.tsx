import { useState } from 'react'
import type { Person } from './people/person.ts'
import { crowdOf } from './states-people.ts'
import { TeamMemberPicker } from './picker/team-member-picker.tsx'

const people = crowdOf(25)
const teamOf = ({ id }: Person) => (id.endsWith('4') ? null : id.endsWith('3') ? 'Sales' : 'Support')
const whyNot = ({ id }: Person) => (/[257]$/u.test(id) ? 'Deactivated' : null)

/** Every state of the picker on one screen, for people and for screenshot tests. */
export function PickerStates() {
  const [retries, setRetries] = useState(0)
  return (
    <div className="roster-states">
      <TeamMemberPicker label="Nobody picked" people={people} />
      <TeamMemberPicker label="Picked" people={people} defaultValue="user_03" me="user_05" allowUnassigned />
      <TeamMemberPicker
        label="Several picked"
        people={people}
        multiple
        defaultValue={['user_01', 'user_02', 'user_09']}
      />
      <TeamMemberPicker
        label="Picked and gone"
        people={people}
        defaultValue="gone"
        departed={[{ id: 'gone', name: 'Walter Gone', profilePictureUrl: null, status: 'left' }]}
      />
      <TeamMemberPicker
        label="Several, some gone"
        people={people}
        multiple
        defaultValue={['gone', 'user_04', 'erased']}
        departed={[
          { id: 'gone', name: 'Walter Gone', profilePictureUrl: null, status: 'left' },
          { id: 'erased', name: null, profilePictureUrl: null, status: 'deleted' },
        ]}
      />
      <TeamMemberPicker label="Many picked" people={people} multiple defaultValue={people.map(({ id }) => id)} />
      <TeamMemberPicker label="Required" people={people} required />
      <TeamMemberPicker label="Described" people={people} description="Who calls the customer back." />
      <TeamMemberPicker label="Wrong" people={people} defaultValue="user_02" error="Pick somebody in Sales." />
      <TeamMemberPicker label="In sections" people={people} me="user_05" sectionOf={teamOf} />
      <TeamMemberPicker label="Some deactivated" people={people} unpickable={whyNot} onInvite={() => undefined} />
      <TeamMemberPicker label="Small" people={people} defaultValue="user_03" size="small" />
      <TeamMemberPicker label="Large" people={people} multiple defaultValue={['user_03', 'user_04']} size="large" />
      <TeamMemberPicker label="Read-only" people={people} multiple defaultValue={['user_03', 'user_04']} readOnly />
      <TeamMemberPicker label="Disabled" people={people} defaultValue="user_07" disabled />
      <TeamMemberPicker label="Loading" people={[]} status="loading" defaultValue="user_07" />
      <TeamMemberPicker label="Empty" people={[]} />
      <TeamMemberPicker
        label={`Error, tried again ${retries} times`}
        people={[]}
        status="error"
        onRetry={() => setRetries(retries + 1)}
      />
      <TeamMemberPicker label="Signed out" people={[]} status="signed-out" />
      <TeamMemberPicker label="No organization" people={[]} status="no-organization" />
    </div>
  )
}
