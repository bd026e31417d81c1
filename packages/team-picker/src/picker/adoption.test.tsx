import { act, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { createRef, StrictMode, useState } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { expect, expectTypeOf, test, vi } from 'vitest'
import { acme, crowd } from '../../testing/people.ts'
import { TeamMemberPicker } from './team-member-picker.tsx'

type Employee = { readonly id: string; readonly name: string; readonly team: string; readonly active: boolean }
const staff: readonly Employee[] = [
  { id: 'ann', name: 'Ann Lee', team: 'Sales', active: true },
  { id: 'bob', name: 'Bob Day', team: 'Design', active: false },
  { id: 'cleo', name: 'Cleo Fox', team: 'Sales', active: true },
  { id: 'dan', name: 'Dan Gray', team: '', active: true },
]
const field = () => screen.getByRole<HTMLInputElement>('combobox', { name: 'Assignee' })
const options = () => screen.queryAllByRole('option').map(({ textContent }) => textContent)
const option = (name: RegExp) => screen.getByRole('option', { name })
const highlighted = () => document.getElementById(field().getAttribute('aria-activedescendant') ?? '')?.textContent
const isOpen = () => field().getAttribute('aria-expanded') === 'true'
const described = () =>
  (field().getAttribute('aria-describedby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent)
const unpickable = ({ active }: Employee) => (active ? null : 'Deactivated')

test('onChange gives the person as the app has them, one or several', async () => {
  const user = userEvent.setup()
  const one = vi.fn<(id: string | null, person: Employee | null) => void>()
  const { rerender } = render(
    <TeamMemberPicker
      label="Assignee"
      people={staff}
      allowUnassigned
      onChange={(id, person) => {
        expectTypeOf(person).toEqualTypeOf<Employee | null>()
        one(id, person)
      }}
    />,
  )
  await user.type(field(), 'cleo{Enter}')
  await user.click(screen.getByRole('button', { name: 'Clear selection' }))
  expect(one.mock.calls).toEqual([
    ['cleo', staff[2]],
    [null, null],
  ])

  const all = vi.fn<(ids: readonly string[], people: readonly Employee[]) => void>()
  rerender(
    <TeamMemberPicker key="several" label="Assignee" people={staff} multiple defaultValue={['gone']} onChange={all} />,
  )
  await user.type(field(), 'ann{Enter}')
  expect(all.mock.calls).toEqual([[['gone', 'ann'], [staff[0]]]])
})

test('the setter of a host’s own state is an onChange, and the array given to it is the host’s', async () => {
  const user = userEvent.setup()
  function Controlled() {
    const [ids, setIds] = useState<string[]>([])
    return <TeamMemberPicker label="Assignee" people={staff} multiple value={ids} onChange={setIds} />
  }
  const { unmount } = render(<Controlled />)
  await user.type(field(), 'ann{Enter}cleo{Enter}')
  expect(screen.getAllByRole('button', { name: /^Remove/ })).toHaveLength(2)
  unmount()

  const emptied = (ids: string[]) => ids.splice(0)
  render(<TeamMemberPicker label="Assignee" people={staff} multiple onChange={emptied} />)
  await user.type(field(), 'ann{Enter}')
  expect(screen.getAllByRole('button', { name: /^Remove/ })).toHaveLength(1)
})

test('id, className, style and ref reach their elements', () => {
  const ref = createRef<HTMLInputElement>()
  const { container } = render(
    <TeamMemberPicker
      label="Assignee"
      people={staff}
      ref={ref}
      id="assignee"
      className="mine"
      style={{ width: 300 }}
      size="small"
      // oxlint-disable-next-line jsx-a11y/no-autofocus -- what it does is tested here
      autoFocus
    />,
  )
  const root = container.querySelector<HTMLElement>('.roster-picker')
  expect(ref.current).toBe(field())
  expect(document.activeElement).toBe(field())
  expect(field().id).toBe('assignee')
  expect(root?.className).toBe('roster-picker mine')
  expect(root?.style.width).toBe('300px')
  expect(root?.dataset['size']).toBe('small')
})

test('description and error describe the field, and an error makes it invalid', () => {
  const { rerender } = render(<TeamMemberPicker label="Assignee" people={staff} description="Who calls back" />)
  expect(described()).toEqual(['Who calls back'])
  expect(field().getAttribute('aria-invalid')).toBeNull()
  rerender(
    <TeamMemberPicker label="Assignee" people={staff} description="Who calls back" error="Pick somebody in Sales" />,
  )
  expect(described()).toEqual(['Pick somebody in Sales', 'Who calls back'])
  expect(field().getAttribute('aria-invalid')).toBe('true')
})

test('a controlled list opens and closes by its prop, and keys request it', async () => {
  const user = userEvent.setup()
  const onOpenChange = vi.fn<(open: boolean) => void>()
  const picker = (open: boolean) => (
    <TeamMemberPicker label="Assignee" people={staff} defaultValue="cleo" open={open} onOpenChange={onOpenChange} />
  )
  const { rerender } = render(picker(false))
  await user.click(field())
  expect([isOpen(), onOpenChange.mock.calls]).toEqual([false, [[true]]])
  rerender(picker(true))
  expect([isOpen(), options().length]).toEqual([true, 4])
  await user.keyboard('{Escape}')
  expect([isOpen(), onOpenChange.mock.lastCall]).toEqual([true, [false]])
  await user.click(document.body)
  expect([isOpen(), options().length, onOpenChange.mock.lastCall]).toEqual([true, 4, [false]])
  rerender(picker(false))
  expect(isOpen()).toBe(false)
})

test.each([{ defaultOpen: true }, { open: true }])(
  '%j opens and focuses at the selected person, or at nobody',
  async (props) => {
    const user = userEvent.setup()
    const onChange = vi.fn<() => void>()
    const { unmount } = render(<TeamMemberPicker label="Assignee" people={acme} defaultValue="bob" {...props} />)
    expect(document.activeElement).toBe(field())
    expect(highlighted()).toContain('Bob Brown')
    unmount()
    render(<TeamMemberPicker label="Assignee" people={acme} onChange={onChange} {...props} />)
    await user.keyboard('{Enter}')
    expect(onChange).not.toHaveBeenCalled()
    await user.keyboard('{ArrowDown}{Enter}')
    expect(onChange).toHaveBeenCalledOnce()
  },
)

test('a list opened by the parent again after a pick starts at the new selection', async () => {
  const user = userEvent.setup()
  function Page() {
    const [open, setOpen] = useState(false)
    return (
      <>
        <button onClick={() => setOpen(true)}>Reassign</button>
        <TeamMemberPicker
          label="Assignee"
          people={acme}
          defaultValue="bob"
          open={open}
          onOpenChange={setOpen}
          locale="en"
        />
      </>
    )
  }
  render(<Page />)
  for (const [typed, name] of [
    ['grace', 'Grace Hopper'],
    ['sam', 'Sam Lee'],
  ] as const) {
    await user.click(screen.getByRole('button', { name: 'Reassign' }))
    await user.type(field(), `${typed}{Enter}`)
    await user.click(screen.getByRole('button', { name: 'Reassign' }))
    expect(highlighted()).toContain(name)
    await user.keyboard('{Escape}')
  }
})

test('people who load while the list is open are listed from the selected one on', async () => {
  const user = userEvent.setup()
  const { rerender } = render(<TeamMemberPicker label="Assignee" people={[]} status="loading" defaultValue="bob" />)
  await user.click(field())
  rerender(<TeamMemberPicker label="Assignee" people={acme} defaultValue="bob" />)
  await waitFor(() => expect(highlighted()).toContain('Bob Brown'))
})

test('a person who can’t be picked is listed with the reason, reached by keys and never picked', async () => {
  const user = userEvent.setup()
  const onChange = vi.fn<() => void>()
  render(<TeamMemberPicker label="Assignee" people={staff} me="bob" unpickable={unpickable} onChange={onChange} />)
  await user.type(field(), 'bob')
  expect(option(/Bob Day.*Deactivated/u).getAttribute('aria-disabled')).toBe('true')
  expect(highlighted()).toContain('Bob Day')
  await user.keyboard('{Enter}')
  await waitFor(() => expect(screen.getByRole('status').textContent).toBe('Deactivated'))
  await user.keyboard('{Alt>}{ArrowUp}{/Alt}')
  await user.click(option(/Bob Day/u))
  expect([isOpen(), field().value]).toEqual([true, 'bob'])
  await user.keyboard('{Alt>}m{/Alt}')
  expect(onChange).not.toHaveBeenCalled()
})

test('a selected person who can no longer be picked is shown with the reason', () => {
  render(<TeamMemberPicker label="Assignee" people={staff} defaultValue="bob" unpickable={unpickable} />)
  expect(field().value).toBe('Bob Day')
  expect(screen.getByText('Deactivated')).toBeTruthy()
})

test.each([1, 2, 3])('no more than %i people are picked, and one of them can be removed', async (maxSelected) => {
  const user = userEvent.setup()
  const onChange = vi.fn<(ids: readonly string[]) => void>()
  render(<TeamMemberPicker label="Assignee" people={staff} multiple maxSelected={maxSelected} onChange={onChange} />)
  await user.type(field(), 'ann{Enter}bob{Enter}cleo{Enter}dan{Enter}')
  expect(onChange.mock.lastCall?.[0]).toEqual(['ann', 'bob', 'cleo'].slice(0, maxSelected))
  await user.clear(field())
  await user.click(field())
  expect(option(/Dan Gray/u).textContent).toContain(`At most ${maxSelected}`)
  await user.click(option(/Ann Lee/u))
  expect(onChange.mock.lastCall?.[0]).toEqual(['bob', 'cleo'].slice(0, maxSelected - 1))
})

test('a read-only picker shows and submits its selection, and no key or press changes it', async () => {
  const user = userEvent.setup()
  const onChange = vi.fn<() => void>()
  const { container } = render(
    <form>
      <TeamMemberPicker
        label="Assignee"
        people={staff}
        readOnly
        me="ann"
        name="one"
        defaultValue="cleo"
        allowUnassigned
        onChange={onChange}
      />
      <TeamMemberPicker
        label="Watchers"
        people={staff}
        readOnly
        multiple
        name="all"
        defaultValue={['ann', 'dan']}
        onChange={onChange}
      />
    </form>,
  )
  for (const label of ['Assignee', 'Watchers']) {
    await user.click(screen.getByRole('combobox', { name: label }))
    await user.keyboard('b{ArrowDown}{Enter}{Backspace}{ArrowLeft}{Delete}{Alt>}m{/Alt}')
  }
  expect(screen.queryAllByRole('button', { name: /Remove|Clear/u })).toEqual([])
  expect(screen.queryAllByRole('option')).toEqual([])
  expect(onChange).not.toHaveBeenCalled()
  const form = container.querySelector('form')
  expect(form && [...new FormData(form).entries()]).toEqual([
    ['one', 'cleo'],
    ['all', 'ann'],
    ['all', 'dan'],
  ])
})

test('renderPerson changes the row, and neither its name nor the search', async () => {
  const user = userEvent.setup()
  const onChange = vi.fn<(id: string | null) => void>()
  render(
    <TeamMemberPicker
      label="Assignee"
      people={staff}
      me="ann"
      defaultValue="cleo"
      onChange={onChange}
      renderPerson={({ name, team }, { isMe, isSelected }) =>
        `${name}, ${team}${isMe ? ', me' : ''}${isSelected ? ', now' : ''}`
      }
    />,
  )
  await user.click(field())
  expect(options()).toEqual(['Ann Lee, Sales, me', 'Bob Day, Design', 'Cleo Fox, Sales, now', 'Dan Gray, '])
  await user.keyboard('gray{Enter}')
  expect(onChange.mock.lastCall?.[0]).toBe('dan')
  expect(field().value).toBe('Dan Gray')
})

test('sections are groups with titles, and the arrows go through all of them', async () => {
  const user = userEvent.setup()
  render(<TeamMemberPicker label="Assignee" people={staff} sectionOf={({ team }) => team} me="dan" />)
  await user.click(field())
  const groups = screen
    .getAllByRole('group')
    .map((group) => [
      group.ariaLabel ?? group.getAttribute('aria-label'),
      group.querySelectorAll('[role=option]').length,
    ])
  expect(groups).toEqual([
    ['Suggested', 1],
    ['Design', 1],
    ['Sales', 2],
  ])
  await user.keyboard('{ArrowDown}{ArrowDown}{ArrowDown}')
  expect(highlighted()).toContain('Ann Lee')
  await user.keyboard('cleo')
  expect(screen.queryAllByRole('group')).toEqual([])
})

test('a typed address that no person has can be invited', async () => {
  const user = userEvent.setup()
  const onInvite = vi.fn<(email: string) => void>()
  const onChange = vi.fn<() => void>()
  render(<TeamMemberPicker label="Assignee" people={acme} multiple onInvite={onInvite} onChange={onChange} />)
  await user.type(field(), 'New Hire <new@acme.test>')
  expect(options()).toEqual(['Invite new@acme.test'])
  await user.keyboard('{Enter}')
  expect(onInvite.mock.calls).toEqual([['new@acme.test']])
  expect([onChange.mock.calls, isOpen(), field().value]).toEqual([[], false, ''])
})

test('many chips are counted', () => {
  const people = crowd(8)
  const ids = people.map(({ id }) => id)
  const { rerender } = render(<TeamMemberPicker label="Assignee" people={people} multiple value={ids.slice(0, 5)} />)
  expect(screen.queryByText('5 selected')).toBeNull()
  rerender(<TeamMemberPicker label="Assignee" people={people} multiple value={ids} />)
  expect(described()).toEqual(['8 selected'])
})

test('chips of people who look alike are told apart by email', () => {
  render(<TeamMemberPicker label="Assignee" people={acme} multiple defaultValue={['sam-1', 'bob', 'sam-2']} />)
  const names = screen.getAllByRole('button', { name: /^Remove/u }).map((button) => button.getAttribute('aria-label'))
  expect(names).toEqual(['Remove sam-1@acme.test', 'Remove Bob Brown', 'Remove sam-2@acme.test'])
})

test.each(['???', '🦄', 'zzz'])('Enter after “%s”, which matches nobody, picks nobody', async (query) => {
  const user = userEvent.setup()
  const onChange = vi.fn<() => void>()
  render(<TeamMemberPicker label="Assignee" people={acme} me="bob" allowUnassigned onChange={onChange} />)
  await user.click(field())
  fireEvent.change(field(), { target: { value: query } })
  await user.keyboard('{Enter}')
  expect([options(), onChange.mock.calls]).toEqual([[], []])
})

test('the picker renders on a server, hydrates without a warning, and keeps a focus that came before hydration', async () => {
  const user = userEvent.setup()
  const page = (
    <StrictMode>
      <TeamMemberPicker label="Assignee" people={acme} defaultValue="bob" name="who" />
      <TeamMemberPicker label="Watchers" people={acme} multiple defaultValue={['bob', 'grace']} me="bob" required />
    </StrictMode>
  )
  const root = document.body.appendChild(document.createElement('div'))
  root.innerHTML = renderToString(page)
  expect(field().value).toBe('Bob Brown')
  field().focus()
  const app = await act(() => hydrateRoot(root, page))
  await user.keyboard('grace{Enter}')
  expect(root.querySelector<HTMLInputElement>('input[name=who]')?.value).toBe('grace')
  act(() => app.unmount())
  root.remove()
})
