import { fireEvent, render, screen } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { TeamMemberPicker } from './team-member-picker.tsx'

const people = [
  { id: 'taro', firstName: '太郎', lastName: '田中' },
  { id: 'hanako', firstName: '花子', lastName: '田中' },
  { id: 'ann', name: 'Ann Lee' },
]
const keys = [
  'Enter',
  'Escape',
  'ArrowDown',
  'ArrowUp',
  'ArrowLeft',
  'Home',
  'End',
  'PageDown',
  'Backspace',
  'Delete',
  'Tab',
]
const byChrome = { keyCode: 229, isComposing: true }
const bySafari = { keyCode: 229, isComposing: false }
const byFirefox = { keyCode: 13, isComposing: true }

const field = () => screen.getByRole<HTMLInputElement>('combobox', { name: 'Assignee' })
const state = () => ({
  text: field().value,
  open: field().getAttribute('aria-expanded'),
  highlighted: field().getAttribute('aria-activedescendant'),
  options: screen.queryAllByRole('option').length,
  chips: screen.queryAllByRole('listitem').length,
})

test.each([
  ['one person', false, ''],
  ['one person', false, '田中'],
  ['several people', true, ''],
  ['several people', true, '田中'],
])('while an input method composes no key acts: %s, multiple %s, “%s” typed', (_who, multiple, text) => {
  const onChange = vi.fn<() => void>()
  const common = { label: 'Assignee', people, me: 'ann', onChange }
  render(multiple ? <TeamMemberPicker {...common} multiple defaultValue={['ann']} /> : <TeamMemberPicker {...common} />)
  field().focus()
  fireEvent.click(field())
  fireEvent.compositionStart(field())
  if (text !== '') fireEvent.change(field(), { target: { value: text } })
  const before = state()
  expect(before).toMatchObject({ text, open: 'true', options: text === '' ? 3 : 2 })
  for (const kind of [byChrome, bySafari, byFirefox]) {
    for (const key of keys) fireEvent.keyDown(field(), { key, ...kind })
    fireEvent.keyDown(field(), { key: 'm', code: 'KeyM', altKey: true, ...kind })
  }
  expect(state()).toEqual(before)
  expect(onChange).not.toHaveBeenCalled()
})

test.each([
  ['one person', false],
  ['several people', true],
])('the Enter after the composition picks: %s', (_who, multiple) => {
  const onChange = vi.fn<(ids: string | null | readonly string[]) => void>()
  const common = { label: 'Assignee', people, onChange }
  render(multiple ? <TeamMemberPicker {...common} multiple /> : <TeamMemberPicker {...common} />)
  field().focus()
  fireEvent.compositionStart(field())
  fireEvent.change(field(), { target: { value: '太郎' } })
  fireEvent.keyDown(field(), { key: 'Enter', ...byChrome })
  fireEvent.compositionEnd(field())
  fireEvent.keyDown(field(), { key: 'Enter', ...bySafari })
  expect(onChange).not.toHaveBeenCalled()
  fireEvent.keyDown(field(), { key: 'Enter', keyCode: 13 })
  expect(onChange.mock.lastCall?.[0]).toEqual(multiple ? ['taro'] : 'taro')
})
