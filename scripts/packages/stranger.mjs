// Uses the packages as an app does, by their names only: a Roster with an embedded database and the local Clerk.
import assert from 'node:assert/strict'
import { createRoster } from '@roster/api'
import { startLocalClerk } from '@roster/clerk-local'
import { DatabaseOpenError } from '@roster/db'
import { TeamMemberPicker } from '@roster/team-picker'
import { createRanker } from '@roster/team-picker/ranker'
import { createElement } from 'react'
import { renderToString } from 'react-dom/server'

const silent = { debug() {}, info() {}, warn() {}, error() {} }
const azp = 'http://localhost:3000'
const clerk = await startLocalClerk({ port: 0, organizations: { globex: 0, initech: 0 } })
const { secretKey, publishableKey, jwtKey, apiUrl } = clerk
const roster = await createRoster({
  database: { dataDir: './data' },
  clerk: { secretKey, publishableKey, jwtKey, apiUrl, authorizedParties: [azp] },
  log: silent,
})
const authorization = `Bearer ${clerk.token({ email: 'alice@acme.test', organization: 'acme', azp })}`
const team = roster.router.createCaller(await roster.context(authorization))
const people = await team.users.list()
assert.equal(people.length, 25)
const signedOut = await roster.fetch(new Request(`${azp}/api/v1/entities/users`))
assert.equal(signedOut?.status, 401)

assert.match(renderToString(createElement(TeamMemberPicker, { label: 'Assignee', people })), /combobox/)
assert.equal(createRanker([...people]).rank('alice')[0]?.email, 'alice@acme.test')
assert.ok(DatabaseOpenError.prototype instanceof Error)
await roster.close()
await clerk.close()
