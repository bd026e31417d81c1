import { act, render, screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { expect, test, vi, type Mock } from 'vitest'
import { acme, crowd, globex, person } from '../../testing/people.ts'
import type { Person } from '../people/person.ts'
import { TeamMemberPicker } from './team-member-picker.tsx'

const field = () => screen.getByRole<HTMLInputElement>('combobox', { name: 'Assignee' })
const rows = () => screen.queryAllByRole('option')
const options = () => rows().map((option) => option.querySelector('.roster-picker__name')?.textContent)
const highlighted = () => document.getElementById(field().getAttribute('aria-activedescendant') ?? '')?.textContent
const isOpen = () => field().getAttribute('aria-expanded') === 'true'
const single = () => vi.fn<(id: string | null) => void>()
const several = () => vi.fn<(ids: readonly string[]) => void>()
const picked = (onChange: Mock<(...args: never[]) => void>) => onChange.mock.calls.map(([first]) => first)

test('typing and Enter pick the best match', async () => {
  const user = userEvent.setup()
  const onChange = single()
  render(<TeamMemberPicker label="Assignee" people={acme} onChange={onChange} locale="en" />)
  await user.type(field(), 'hop{Enter}')
  expect(picked(onChange)).toEqual(['grace'])
  expect(field().value).toBe('Grace Hopper')
  expect(isOpen()).toBe(false)
})

test('the list is unassigned, me, recently picked, then A to Z, with nobody twice', async () => {
  const user = userEvent.setup()
  render(
    <TeamMemberPicker
      label="Assignee"
      people={acme}
      me="jose"
      recent={['grace', 'jose']}
      allowUnassigned
      locale="en"
    />,
  )
  await user.click(field())
  expect(options()).toEqual([
    'Unassigned',
    'José García',
    'Grace Hopper',
    'Alice Adams',
    'blank',
    'Bob Brown',
    'quiet@acme.test',
    'Sam Lee',
    'Sam Lee',
  ])
})

test('what was picked here comes first the next time', async () => {
  const user = userEvent.setup()
  render(<TeamMemberPicker label="Assignee" people={acme} locale="en" />)
  await user.type(field(), 'garc{Enter}')
  await user.click(field())
  expect(options()[0]).toBe('José García')
})

test('arrows, Home, End, PageUp and PageDown move through the list', async () => {
  const user = userEvent.setup()
  render(<TeamMemberPicker label="Assignee" people={crowd(200)} locale="en" />)
  await user.click(field())
  await user.keyboard('{ArrowDown}')
  const first = highlighted()
  await user.keyboard('{PageDown}')
  expect(
    document.getElementById(field().getAttribute('aria-activedescendant') ?? '')?.getAttribute('aria-posinset'),
  ).toBe('11')
  await user.keyboard('{PageUp}')
  expect(highlighted()).toBe(first)
  await user.keyboard('{End}')
  expect(
    document.getElementById(field().getAttribute('aria-activedescendant') ?? '')?.getAttribute('aria-posinset'),
  ).toBe('200')
  await user.keyboard('{Home}')
  expect(highlighted()).toBe(first)
})

test('Page Down and Page Up stop at the ends of the list', async () => {
  const user = userEvent.setup()
  render(<TeamMemberPicker label="Assignee" people={crowd(25)} locale="en" />)
  await user.click(field())
  await user.keyboard('{PageDown}{PageDown}{PageDown}')
  expect(highlighted()).toContain('-00020')
  await user.keyboard('{PageDown}')
  expect(highlighted()).toContain('-00020')
  await user.keyboard('{PageUp}{PageUp}{PageUp}{PageUp}')
  expect(highlighted()).toContain('-00001')
})

test('while others join and leave, the highlight stays on its person, whom alone Enter picks', async () => {
  const user = userEvent.setup()
  const onChange = single()
  const picker = (people: readonly Person[]) => (
    <TeamMemberPicker label="Assignee" people={people} onChange={onChange} allowUnassigned locale="en" />
  )
  const { rerender } = render(picker(acme))
  await user.type(field(), 'sam{ArrowDown}')
  expect(highlighted()).toContain('sam-2')
  rerender(picker([person('sam-0', 'Sam', 'Aaronson'), ...acme]))
  expect(highlighted()).toContain('sam-2')
  await user.clear(field())
  await user.keyboard('{ArrowDown}{ArrowDown}{ArrowDown}{ArrowDown}')
  expect(highlighted()).toContain('Bob Brown')
  rerender(picker([person('aaron', 'Aaron', 'Abt'), ...acme]))
  expect(highlighted()).toContain('Bob Brown')
  rerender(picker(acme.filter(({ id }) => id !== 'bob')))
  expect(field().getAttribute('aria-activedescendant')).toBeFalsy()
  await user.keyboard('{Enter}')
  expect(picked(onChange)).toEqual([])
})

test('a list that was scrolled by hand stays where it is while others join and leave', async () => {
  const user = userEvent.setup()
  const people = crowd(200)
  const { rerender } = render(<TeamMemberPicker label="Assignee" people={people} defaultValue="user_00100" />)
  await user.click(field())
  const list = screen.getByRole('listbox')
  await new Promise((resolve) => requestAnimationFrame(resolve))
  list.scrollTop = 500
  for (const changed of [
    [...people, person('z', 'Zoe', 'Zz')],
    [person('a', 'Aa', 'Aa'), ...people],
    people.slice(1),
  ]) {
    rerender(<TeamMemberPicker label="Assignee" people={changed} defaultValue="user_00100" />)
    expect(list.scrollTop).toBe(500)
  }
})

test('when the query is erased, nobody but the selected person is highlighted', async () => {
  const user = userEvent.setup()
  const onChange = single()
  render(<TeamMemberPicker label="Assignee" people={acme} onChange={onChange} me="alice" allowUnassigned />)
  await user.type(field(), 'x{Backspace}')
  expect(highlighted()).toBe(undefined)
  await user.type(field(), 'x{Backspace}{Enter}')
  expect(picked(onChange)).toEqual([])
  await user.type(field(), 'grace{Enter}')
  await user.type(field(), 'x{Backspace}')
  expect(highlighted()).toContain('Grace Hopper')
})

test('virtual rows announce their count and position', async () => {
  const user = userEvent.setup()
  render(<TeamMemberPicker label="Assignee" people={crowd(10_000)} locale="en" />)
  await user.click(field())
  expect(rows().length).toBeLessThan(40)
  expect(rows()[2]?.getAttribute('aria-setsize')).toBe('10000')
  expect(rows()[2]?.getAttribute('aria-posinset')).toBe('3')
})

test('member 10,000 is found and picked', async () => {
  const user = userEvent.setup()
  const onChange = single()
  render(<TeamMemberPicker label="Assignee" people={crowd(10_000)} onChange={onChange} locale="en" />)
  await user.type(field(), 'user_10000{Enter}')
  expect(picked(onChange)).toEqual(['user_10000'])
})

test('leaving the field picks nobody', async () => {
  const user = userEvent.setup()
  const onChange = single()
  render(<TeamMemberPicker label="Assignee" people={acme} onChange={onChange} defaultValue="bob" />)
  await user.type(field(), 'grace')
  await user.tab()
  expect(picked(onChange)).toEqual([])
  expect(field().value).toBe('Bob Brown')
})

test('Escape closes the list and keeps the selection', async () => {
  const user = userEvent.setup()
  const onChange = single()
  render(<TeamMemberPicker label="Assignee" people={acme} onChange={onChange} defaultValue="bob" />)
  await user.type(field(), 'grace{Escape}{Escape}')
  expect(isOpen()).toBe(false)
  expect(field().value).toBe('Bob Brown')
  expect(picked(onChange)).toEqual([])
})

test('Escape closes only the list, and without a list it is left to the dialog around', async () => {
  const user = userEvent.setup()
  const left: boolean[] = []
  render(
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- it stands for a dialog
    <div onKeyDown={(event) => left.push(!event.defaultPrevented)}>
      <TeamMemberPicker label="Assignee" people={acme} />
    </div>,
  )
  await user.tab()
  await user.keyboard('{Escape}')
  expect(left).toEqual([true])
  await user.keyboard('{ArrowDown}{Escape}{Escape}')
  expect(left).toEqual([true, false, false, true])
})

test('opening points at the selected person', async () => {
  const user = userEvent.setup()
  render(<TeamMemberPicker label="Assignee" people={acme} defaultValue="bob" allowUnassigned locale="en" />)
  await user.click(field())
  expect(highlighted()).toContain('Bob Brown')
  expect(screen.getByRole('option', { selected: true }).textContent).toContain('Bob Brown')
})

test('focusing and clicking by script points at the selected person too', () => {
  render(<TeamMemberPicker label="Assignee" people={acme} defaultValue="bob" allowUnassigned locale="en" />)
  act(() => {
    field().focus()
    field().click()
  })
  expect(highlighted()).toContain('Bob Brown')
})

test('opening and pressing Enter without a highlight picks nobody', async () => {
  const user = userEvent.setup()
  const onChange = single()
  render(<TeamMemberPicker label="Assignee" people={acme} onChange={onChange} allowUnassigned />)
  await user.click(field())
  await user.keyboard('{Enter}')
  expect(picked(onChange)).toEqual([])
})

test('Alt+M assigns to me, and typing an m does not', async () => {
  const user = userEvent.setup()
  const onChange = single()
  render(<TeamMemberPicker label="Assignee" people={acme} onChange={onChange} me="alice" />)
  await user.type(field(), 'm')
  expect(picked(onChange)).toEqual([])
  await user.keyboard('{Alt>}m{/Alt}')
  expect(picked(onChange)).toEqual(['alice'])
  expect(field().value).toBe('Alice Adams')
})

test('“Unassigned” and the clear button empty the field', async () => {
  const user = userEvent.setup()
  const onChange = single()
  render(<TeamMemberPicker label="Assignee" people={acme} onChange={onChange} defaultValue="bob" allowUnassigned />)
  await user.click(field())
  await user.click(screen.getByRole('option', { name: 'Unassigned' }))
  await user.type(field(), 'alice{Enter}')
  await user.click(screen.getByRole('button', { name: 'Clear selection' }))
  expect(picked(onChange)).toEqual([null, 'alice', null])
  expect(field().value).toBe('')
})

test('a controlled picker shows its value', async () => {
  const user = userEvent.setup()
  const onChange = single()
  const { rerender } = render(<TeamMemberPicker label="Assignee" people={acme} value="bob" onChange={onChange} />)
  await user.type(field(), 'grace{Enter}')
  expect(picked(onChange)).toEqual(['grace'])
  expect(field().value).toBe('Bob Brown')
  rerender(<TeamMemberPicker label="Assignee" people={acme} value="grace" onChange={onChange} />)
  expect(field().value).toBe('Grace Hopper')
  rerender(<TeamMemberPicker label="Assignee" people={acme} value={null} onChange={onChange} />)
  expect(field().value).toBe('')
})

test('several people are picked while the list stays open, and picking again removes', async () => {
  const user = userEvent.setup()
  const onChange = several()
  render(<TeamMemberPicker label="Assignee" people={acme} multiple onChange={onChange} />)
  await user.type(field(), 'grace{Enter}bob{Enter}')
  expect(isOpen()).toBe(true)
  await user.type(field(), 'grace{Enter}')
  expect(picked(onChange)).toEqual([['grace'], ['grace', 'bob'], ['bob']])
})

test('Backspace on the empty field removes the last chip', async () => {
  const user = userEvent.setup()
  const onChange = several()
  render(
    <TeamMemberPicker label="Assignee" people={acme} multiple defaultValue={['bob', 'grace']} onChange={onChange} />,
  )
  await user.type(field(), 'x{Backspace}')
  expect(picked(onChange)).toEqual([])
  await user.keyboard('{Backspace}')
  expect(picked(onChange)).toEqual([['bob']])
})

test('the arrow to the chips and Delete remove the one that has focus', async () => {
  const user = userEvent.setup()
  const onChange = several()
  render(
    <TeamMemberPicker
      label="Assignee"
      people={acme}
      multiple
      defaultValue={['bob', 'grace', 'jose']}
      onChange={onChange}
    />,
  )
  await user.tab()
  await user.keyboard('{ArrowLeft}{ArrowLeft}')
  await waitFor(() => expect(document.activeElement?.getAttribute('aria-label')).toBe('Remove Grace Hopper'))
  await user.keyboard('{Delete}')
  expect(picked(onChange)).toEqual([['bob', 'jose']])
})

test('after Delete on a chip the next one has the focus, and after the last one the field', async () => {
  const user = userEvent.setup()
  render(<TeamMemberPicker label="Assignee" people={acme} multiple defaultValue={['bob', 'grace', 'jose']} />)
  await user.tab()
  await user.keyboard('{ArrowLeft}{ArrowLeft}')
  for (const next of ['Remove José García', 'Remove Bob Brown', null]) {
    await user.keyboard('{Delete}')
    await waitFor(() => expect(document.activeElement?.getAttribute('aria-label')).toBe(next))
  }
  expect(document.activeElement).toBe(field())
})

test('a chip is removed by its button, and the field has focus again', async () => {
  const user = userEvent.setup()
  const onChange = several()
  render(
    <TeamMemberPicker label="Assignee" people={acme} multiple defaultValue={['bob', 'grace']} onChange={onChange} />,
  )
  await user.click(screen.getByRole('button', { name: 'Remove Bob Brown' }))
  expect(picked(onChange)).toEqual([['grace']])
  expect(document.activeElement).toBe(field())
})

test('a selected person who left is shown and not listed', async () => {
  const user = userEvent.setup()
  const departed = [{ id: 'walt', name: 'Walter Gone', profilePictureUrl: null, status: 'left' as const }]
  render(<TeamMemberPicker label="Assignee" people={acme} defaultValue="walt" departed={departed} />)
  expect(field().value).toBe('Walter Gone')
  expect(screen.getByText('Left')).toBeTruthy()
  await user.type(field(), 'walter')
  expect(rows()).toEqual([])
})

test.each([null, '', ' ', '\u200B', '\u3164'])(
  'a deleted person named %j and an unknown id are shown with a name',
  (name) => {
    const departed = [{ id: 'x', name, profilePictureUrl: null, status: 'deleted' as const }]
    render(<TeamMemberPicker label="Assignee" people={acme} multiple defaultValue={['x', 'y']} departed={departed} />)
    const chips = within(screen.getByRole('list', { name: 'Selected people' })).getAllByRole('listitem')
    expect(chips[0]?.textContent).toContain('Deleted user')
    expect(chips[1]?.textContent).toContain('Unknown person')
  },
)

test('the email tells apart two people with one name, and only them', async () => {
  const user = userEvent.setup()
  render(<TeamMemberPicker label="Assignee" people={acme} />)
  await user.click(field())
  expect(screen.getByText('sam-1@acme.test')).toBeTruthy()
  expect(screen.getByText('sam-2@acme.test')).toBeTruthy()
  expect(screen.queryByText('bob@acme.test')).toBeNull()
})

test('another resetKey while the list is open clears everything of the people before', async () => {
  const user = userEvent.setup()
  const { rerender, container } = render(
    <TeamMemberPicker resetKey="acme" label="Assignee" people={acme} defaultValue="bob" name="who" />,
  )
  await user.type(field(), 'a')
  expect(isOpen()).toBe(true)
  rerender(
    <TeamMemberPicker resetKey="acme" label="Assignee" people={[]} status="loading" defaultValue="bob" name="who" />,
  )
  expect(rows()).toEqual([])
  rerender(<TeamMemberPicker resetKey="globex" label="Assignee" people={globex} defaultValue="bob" name="who" />)
  expect(isOpen()).toBe(false)
  expect(field().value).toBe('')
  expect(container.querySelector<HTMLInputElement>('input[name=who]')?.value).toBe('')
  await user.click(field())
  expect(options()).toEqual(['Hank Scorpio', 'Homer Simpson'])
})

test('a form submits the selection and not the query', async () => {
  const user = userEvent.setup()
  const { container } = render(
    <form>
      <TeamMemberPicker label="Assignee" people={acme} name="who" multiple defaultValue={['bob']} />
    </form>,
  )
  await user.type(field(), 'grace{Enter}zzz')
  const form = container.querySelector('form')
  expect(form && new FormData(form).getAll('who')).toEqual(['bob', 'grace'])
})

test('required asks for a selection, whatever is typed', async () => {
  const user = userEvent.setup()
  render(<TeamMemberPicker label="Assignee" people={acme} required />)
  expect(field().checkValidity()).toBe(false)
  await user.type(field(), 'grace')
  expect(field().checkValidity()).toBe(false)
  await user.keyboard('{Enter}')
  expect(field().checkValidity()).toBe(true)
})

test('a form reset restores what was selected at first', async () => {
  const user = userEvent.setup()
  const { container } = render(
    <form>
      <TeamMemberPicker label="Assignee" people={acme} name="who" defaultValue="bob" />
    </form>,
  )
  await user.type(field(), 'grace{Enter}')
  act(() => container.querySelector('form')?.reset())
  await waitFor(() => expect(field().value).toBe('Bob Brown'))
})

test('the status region stays mounted and says how many people match', async () => {
  const user = userEvent.setup()
  render(<TeamMemberPicker label="Assignee" people={acme} />)
  const region = screen.getByRole('status')
  await user.type(field(), 'sam')
  await waitFor(() => expect(region.textContent).toBe('2 people'))
  await user.clear(field())
  await user.type(field(), 'nobody at all')
  await waitFor(() => expect(region.textContent).toBe('Nobody matches “nobody at all”'))
  await user.clear(field())
  await user.type(field(), 'grace{Enter}')
  await waitFor(() => expect(region.textContent).toBe('Grace Hopper selected.'))
  expect(screen.getByRole('status')).toBe(region)
})

test('the status counts people, and “Unassigned” is not one of them', async () => {
  const user = userEvent.setup()
  render(<TeamMemberPicker label="Assignee" people={acme} allowUnassigned />)
  await user.click(field())
  await waitFor(() => expect(screen.getByRole('status').textContent).toBe('8 people'))
})

test('an error offers “Try again”, which calls onRetry', async () => {
  const user = userEvent.setup()
  const onRetry = vi.fn<() => void>()
  render(<TeamMemberPicker label="Assignee" people={acme} status="error" onRetry={onRetry} />)
  await user.click(field())
  expect(isOpen()).toBe(false)
  await user.click(screen.getByRole('button', { name: 'Try again' }))
  expect(onRetry).toHaveBeenCalledOnce()
})

test.each([
  ['signed-out', 'Sign in to see your team.'],
  ['no-organization', 'Choose an organization to see its people.'],
] as const)('%s disables the field and says why', (status, text) => {
  render(<TeamMemberPicker label="Assignee" people={acme} status={status} />)
  expect(field().disabled).toBe(true)
  expect(document.getElementById(field().getAttribute('aria-describedby') ?? '')?.textContent).toBe(text)
})

test('without a match no row is active, and Enter picks nobody', async () => {
  const user = userEvent.setup()
  const onChange = single()
  render(<TeamMemberPicker label="Assignee" people={acme} onChange={onChange} />)
  await user.type(field(), 'zzz')
  expect(field().getAttribute('aria-activedescendant') || null).toBeNull()
  await user.keyboard('{Enter}')
  expect(picked(onChange)).toEqual([])
})

test('an empty list is announced', async () => {
  const user = userEvent.setup()
  render(<TeamMemberPicker label="Assignee" people={[]} />)
  await user.click(field())
  expect(screen.getByText('No members yet')).toBeTruthy()
})

test('a disabled picker shows its selection and does not open', async () => {
  const user = userEvent.setup()
  render(<TeamMemberPicker label="Assignee" people={acme} defaultValue="bob" disabled />)
  await user.click(screen.getByRole('button', { name: 'Show people' }))
  expect(field().value).toBe('Bob Brown')
  expect(isOpen()).toBe(false)
})

test('texts can be replaced one by one', async () => {
  const user = userEvent.setup()
  render(<TeamMemberPicker label="Assignee" people={acme} allowUnassigned strings={{ unassigned: 'Niemand' }} />)
  await user.click(field())
  expect(screen.getByRole('option', { name: 'Niemand' })).toBeTruthy()
})
