import { TaskList } from '../../lib/task-list'
import { Team } from '../../lib/team-provider'

export default function PickPage() {
  return (
    <Team>
      <TaskList />
    </Team>
  )
}
