// The files of an app that knows the picker only by its package.

/** The oldest TanStack Query that the hook says it works with, and the newest. */
const QUERY: Record<string, string> = { 18: '5.69.0', 19: '^5.108.0' }

export const app = (tarball: string, react: string): string => {
  const [major = ''] = react.split('.')
  return JSON.stringify({
    private: true,
    type: 'module',
    dependencies: {
      '@roster/team-picker': `file:${tarball}`,
      '@tanstack/react-query': QUERY[major],
      react,
      'react-dom': react,
    },
    devDependencies: {
      vite: '8.3.8',
      typescript: '7.0.2',
      '@types/react': `^${major}.3.0`,
      '@types/react-dom': `^${major}.3.0`,
    },
  })
}

export const types = {
  config: JSON.stringify({
    compilerOptions: {
      strict: true,
      jsx: 'react-jsx',
      module: 'esnext',
      moduleResolution: 'bundler',
      noEmit: true,
      lib: ['es2023', 'dom'],
      types: ['vite/client'],
    },
    include: ['types.tsx', 'example.tsx'],
  }),
  use: `import { TeamMemberPicker, displayName, type TeamMemberPickerProps } from '@roster/team-picker'
import { createRanker } from '@roster/team-picker/ranker'
import { useRef } from 'react'

type Employee = { id: string; name: string; team: string }
const staff: Employee[] = [{ id: 'ada', name: 'Ada Lovelace', team: 'Engines' }]
const ranker = createRanker(staff)
const common: Partial<TeamMemberPickerProps<Employee>> = { ranker, size: 'small' }

export function Form() {
  const input = useRef<HTMLInputElement>(null)
  const names: string[] = []
  return (
    <>
      <TeamMemberPicker label="Assignee" people={staff} ref={input} ranker={ranker} size={common.size}
        sectionOf={({ team }) => team} onChange={(_id, person) => names.push(person?.team ?? '')} />
      <TeamMemberPicker label="Watchers" people={staff} multiple unpickable={({ team }) => team}
        onChange={(ids, people) => names.push(...ids, ...people.map(({ team }) => team), ...people.map(displayName))} />
      <TeamMemberPicker label="Bare" people={[{ id: 'ada' }]} />
      {/* @ts-expect-error people need an id */}
      <TeamMemberPicker label="Wrong" people={[{ name: 'Ada' }]} />
    </>
  )
}
`,
}

export const page = `import { TeamMemberPicker } from '@roster/team-picker'
import { createRanker } from '@roster/team-picker/ranker'
import { TeamProvider, teamPickerProps, useTeam } from '@roster/team-picker/team'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createElement, StrictMode, useRef } from 'react'

const answer = (value) => ({ query: async () => value })
const client = {
  users: {
    list: answer([{ id: 'mary', firstName: 'Mary', lastName: 'Somerville', clerkOrgId: 'org' }]),
    revision: answer({ revision: '1', memberRevision: '1' }),
    resolve: answer([{ id: 'gone', name: 'Walter Gone', profilePictureUrl: null, status: 'left' }]),
  },
  members: { list: answer([]) },
}
const queryClient = new QueryClient()

function Live() {
  return createElement(TeamMemberPicker, { ...teamPickerProps(useTeam(['gone'])), label: 'Of the team', defaultValue: 'gone' })
}

const people = [{ id: 'ada', name: 'Ada Lovelace' }, { id: 'grace', name: 'Grace Hopper', email: 'grace@app.test' }]
const ranker = createRanker(people)
const common = { people, ranker, me: 'ada', required: true }

function Page() {
  const input = useRef(null)
  return createElement('form', null,
    createElement(TeamMemberPicker, { ...common, key: 1, label: 'Assignee', name: 'who', ref: input, allowUnassigned: true }),
    createElement(TeamMemberPicker, { ...common, key: 2, label: 'Watchers', multiple: true, defaultValue: ['ada'] }),
    createElement(TeamMemberPicker, { ...common, key: 3, label: 'In sections', sectionOf: () => 'Engines', defaultOpen: true }),
    createElement(TeamMemberPicker, { ...common, key: 4, label: 'Loading', people: [], status: 'loading' }),
    createElement('button', { key: 5, type: 'button', onClick: () => input.current.focus() }, 'Focus'),
    createElement(QueryClientProvider, { key: 6, client: queryClient },
      createElement(TeamProvider, { client, me: 'mary', orgId: 'org' }, createElement(Live))),
  )
}

export const page = createElement(StrictMode, null, createElement(Page))
`

/** Writes the page as a server renders it, and prints what React says about that. */
export const server = `import { writeFileSync } from 'node:fs'
import { renderToString } from 'react-dom/server'

console.error = console.warn = (...parts) => console.log(parts.join(' ').replaceAll('\\n', ' '))
const { page } = await import('./page.js')
writeFileSync('index.html', \`<!doctype html><html lang="en"><meta charset="utf-8" /><title>App</title><link rel="icon" href="data:," />
<div id="root">\${renderToString(page)}</div><script type="module" src="/entry.js"></script></html>\`)
`

export const entry = `import '@roster/team-picker/styles.css'
import { version } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { page } from './page.js'

hydrateRoot(document.getElementById('root'), page)
setTimeout(() => (document.documentElement.dataset.hydrated = version), 500)
`
