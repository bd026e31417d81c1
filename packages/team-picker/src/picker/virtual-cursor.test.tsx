import { virtual } from '@guidepup/virtual-screen-reader'
import { render, waitFor } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { acme } from '../../testing/people.ts'
import { TeamMemberPicker } from './team-member-picker.tsx'

afterEach(() => virtual.stop())

async function moveTo(wanted: RegExp): Promise<void> {
  for (let step = 0; step < 60; step += 1) {
    if (wanted.test(await virtual.lastSpokenPhrase())) return
    await virtual.next()
  }
  throw new Error(
    `The virtual cursor never came to ${wanted}, so nobody could be assigned; it said: ${(await virtual.spokenPhraseLog()).join(' · ')}`,
  )
}

test('a person can be assigned with a screen reader’s virtual cursor alone', async () => {
  const onChange = vi.fn<(id: string | null) => void>()
  const { container } = render(<TeamMemberPicker label="Assignee" people={acme} onChange={onChange} locale="en" />)
  await virtual.start({ container })
  await moveTo(/combobox, Assignee/u)
  await moveTo(/button, Show people/u)
  await virtual.act()
  await waitFor(() => expect(container.querySelector('[role=option]')).not.toBeNull())
  await moveTo(/option, .*Grace Hopper/u)
  await virtual.act()
  await waitFor(() => expect(onChange.mock.lastCall?.[0]).toBe('grace'))
})
