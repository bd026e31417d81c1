import { PickerStates } from '@roster/team-picker/states'
import { Page } from '../shell/page.tsx'

/** Every state of the picker, for people and for screenshot tests; a development server has it, a build has not. */
export default function StatesPage() {
  return (
    <main className="states">
      <Page title="Picker states">
        <PickerStates />
      </Page>
    </main>
  )
}
