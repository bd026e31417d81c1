import { render, screen, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { expect, test, vi } from 'vitest'
import { acme } from '../testing/people.ts'
import { TeamMemberPicker } from './team-member-picker.tsx'

const field = () => screen.getByRole<HTMLInputElement>('combobox', { name: 'Assignee' })
const options = () => within(screen.getByRole('listbox')).getAllByRole('option').map((option) => option.textContent)

test('typing and Enter pick the best match', async () => {
  const user = userEvent.setup()
  const onChange = vi.fn<(id: string | null) => void>()
  render(<TeamMemberPicker label="Assignee" people={acme} onChange={onChange} locale="en" />)
  await user.type(field(), 'hop{Enter}')
  expect(onChange.mock.calls).toEqual([['grace']])
  expect(field().value).toBe('Grace Hopper')
  expect(field().getAttribute('aria-expanded')).toBe('false')
})

test('a click lists everybody', async () => {
  const user = userEvent.setup()
  render(<TeamMemberPicker label="Assignee" people={acme} locale="en" />)
  await user.click(field())
  expect(options()).toHaveLength(acme.length)
})
