import { expect, test } from 'vitest'
import { reconcile } from './reconcile.ts'
import { token } from './token.ts'

test('an argument too many is refused, and not left out silently', async () => {
  await expect(reconcile.run(['org_1', 'org_2'])).rejects.toThrow(
    /^org_2 is one argument too many, so nothing was done/,
  )
  await expect(token.run(['bob@acme.test', 'acme', 'globex'])).rejects.toThrow(/^globex is one argument too many/)
})
