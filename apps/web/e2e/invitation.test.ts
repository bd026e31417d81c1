import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { runApp, type RunningApp } from './running-app.ts'
import { signIn } from './sign-in.ts'

let app: RunningApp
beforeAll(async () => {
  app = await runApp()
})
afterAll(() => app?.[Symbol.asyncDispose]())

test('an admin invites by email and revokes, and who is invited signs in, accepts and is in the team', async () => {
  const alice = await signIn(app, 'alice@acme.test')
  await using page = await alice.open()
  await page.getByRole('button', { name: 'Invite' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Invite' }).click()
  await dialog.getByTestId('tag-input').pressSequentially('nora@nobody.test,stranger@else.test,')
  await dialog.getByRole('button', { name: 'Send invitations' }).click()
  await dialog.getByRole('tab', { name: /^Invitations\s*2/ }).click()
  await dialog.getByRole('row', { name: 'nora@nobody.test' }).waitFor()
  const stranger = dialog.getByRole('row', { name: 'stranger@else.test' })
  await stranger.getByRole('button').click()
  await page.getByRole('menuitem', { name: 'Revoke invitation' }).click()
  await expect.poll(() => stranger.count()).toBe(0)
  await page.keyboard.press('Escape')

  await using context = await app.browser.newContext({ viewport: { width: 1200, height: 800 } })
  const invited = await context.newPage()
  await invited.goto(`${app.url}/sign-in`)
  await invited.getByRole('button', { name: 'Sign in as nora@nobody.test' }).click()
  await invited.getByRole('button', { name: 'Join' }).click()
  await invited.getByRole('button', { name: 'Acme' }).click()
  await invited.getByRole('row', { name: /nora@nobody\.test/ }).waitFor()
  await page.getByRole('row', { name: /nora@nobody\.test/ }).waitFor()

  const memberships = z.object({ data: z.array(z.object({ role: z.string() })) })
  const one = z.tuple([z.object({ id: z.string() })])
  const [{ id }] = await app.clerk('GET', '/users?email_address=nora@nobody.test', one)
  expect(await app.clerk('GET', `/users/${id}/organization_memberships`, memberships)).toEqual({
    data: [{ role: 'org:member' }],
  })
})
