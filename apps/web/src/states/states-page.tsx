import '../styles/states.css'
import { PickerStates } from '@roster/team-picker/states'
import { Page } from '../shell/page.tsx'

const views = (['light', 'dark'] as const).flatMap((theme) => (['ltr', 'rtl'] as const).map((dir) => ({ theme, dir })))

/** Every state of the picker in both themes and directions; only the development server has this page. */
export default function StatesPage() {
  return (
    <main className="states">
      <Page title="Picker states">
        {views.map(({ theme, dir }) => (
          <section
            key={theme + dir}
            className="states__view"
            data-theme={theme}
            dir={dir}
            aria-label={`${theme} ${dir}`}
          >
            <PickerStates />
          </section>
        ))}
      </Page>
    </main>
  )
}
