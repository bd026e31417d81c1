import { expect, test } from 'vitest'
import { alice } from './shared-app.ts'

const unknown = /isn’t known whether this was saved/

test('a key whose creation or revocation was not answered is shown as it is, and not reported as unchanged', async () => {
  await using page = await alice.open('/api-access')
  const alert = page.getByRole('alert').filter({ hasText: unknown })
  // The server does what is asked, and the connection breaks before its answer arrives.
  await page.route(/apiKeys\.(create|revoke)/, async (route) => {
    await route.fetch()
    await route.abort('connectionreset')
  })
  await page.getByRole('textbox', { name: 'Name of the key' }).fill('Lost key')
  await page.getByRole('button', { name: 'Create key' }).click()
  await alert.waitFor()
  expect(await alert.innerText()).toContain('revoke it')

  await page.getByRole('button', { name: 'Revoke Lost key' }).click()
  await page.getByRole('button', { name: 'Revoke key' }).click()
  await page.getByRole('dialog').getByRole('alert').filter({ hasText: unknown }).waitFor()
  await page.getByRole('button', { name: 'Cancel' }).click()
  const row = page.getByRole('row', { name: /^Lost key/ })
  await row.getByText('Revoked').waitFor()
})
