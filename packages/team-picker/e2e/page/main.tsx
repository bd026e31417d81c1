import '../../src/styles.css'
import { createRoot } from 'react-dom/client'
import { crowd } from '../../testing/people.ts'
import { PickerStates } from '../../src/states.tsx'
import { TeamMemberPicker } from '../../src/picker/team-member-picker.tsx'

const view = new URLSearchParams(location.search)
const root = document.querySelector('#root')
if (!root) throw new Error('The page has no #root, so nothing can be shown; restore e2e/page/index.html.')

document.documentElement.dir = view.get('dir') ?? 'ltr'
const size = Number(view.get('people') ?? 0)
const picked = view.get('picked')?.split(',')
const common = {
  label: 'Assignee',
  name: 'assignee',
  people: crowd(size),
  me: 'user_00007',
  locale: 'en',
  defaultOpen: view.has('open'),
}
createRoot(root).render(
  <>
    <h1>Team picker</h1>
    {size === 0 ? (
      <PickerStates />
    ) : (
      <form aria-label="Lead" style={{ maxWidth: 320 }}>
        {view.has('multiple') ? (
          <TeamMemberPicker {...common} multiple defaultValue={picked ?? ['user_00003', 'user_00004']} required />
        ) : (
          <TeamMemberPicker {...common} defaultValue={picked?.[0] ?? null} required allowUnassigned />
        )}
        <button>Save</button>
        <button type="reset">Reset</button>
      </form>
    )}
  </>,
)
