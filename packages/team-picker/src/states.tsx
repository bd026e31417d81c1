import { useState } from 'react'
import { crowdOf } from './states-people.ts'
import { TeamMemberPicker } from './picker/team-member-picker.tsx'

const people = crowdOf(25)

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
      <TeamMemberPicker label="Required" people={people} required />
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
