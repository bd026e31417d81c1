import { expect, test } from 'vitest'
import { z } from 'zod'
import { signIn } from '../sign-in.ts'
import { app } from './shared-app.ts'

test('an admin invites by email and revokes, and who is invited signs in, accepts and is in the team', async () => {
  const ivy = { email_address: ['ivy@nobody.test'], password: 'roster-demo' }
  const { id } = await app.clerk('POST', '/users', z.object({ id: z.string() }), ivy)
  const alice = await signIn(app, 'alice@acme.test')
  await using page = await alice.open()
  await page.getByRole('button', { name: 'Invite' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Invite' }).click()
  await dialog.getByTestId('tag-input').pressSequentially('ivy@nobody.test,stranger@else.test,')
  await dialog.getByRole('button', { name: 'Send invitations' }).click()
  await dialog.getByRole('tab', { name: /^Invitations\s*2/ }).click()
  await dialog.getByRole('row', { name: 'ivy@nobody.test' }).waitFor()
  const stranger = dialog.getByRole('row', { name: 'stranger@else.test' })
  await stranger.getByRole('button').click()
  await page.getByRole('menuitem', { name: 'Revoke invitation' }).click()
  await expect.poll(() => stranger.count()).toBe(0)
  await page.keyboard.press('Escape')

  await using context = await app.browser.newContext({ viewport: { width: 1200, height: 800 } })
  const invited = await context.newPage()
  await invited.goto(`${app.url}/sign-in`)
  await invited.getByLabel('Email address').fill('ivy@nobody.test')
  await invited.getByRole('button', { name: 'Continue', exact: true }).click()
  await invited.locator('input[name=password]').fill(ivy.password)
  await invited.getByRole('button', { name: 'Continue', exact: true }).click()
  await invited.getByRole('button', { name: 'Join' }).click()
  await invited.getByRole('button', { name: 'Acme' }).click()
  await invited.getByRole('row', { name: /ivy@nobody\.test/ }).waitFor()
  await page.getByRole('row', { name: /ivy@nobody\.test/ }).waitFor()

  const memberships = z.object({ data: z.array(z.object({ role: z.string() })) })
  expect(await app.clerk('GET', `/users/${id}/organization_memberships`, memberships)).toEqual({
    data: [{ role: 'org:member' }],
  })
})
