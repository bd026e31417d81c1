import { afterAll, beforeAll } from 'vitest'
import { runApp, type RunningApp } from '../running-app.ts'
import { signIn, type SignedIn } from '../sign-in.ts'

/** The server and the browser of all tests in this folder, which change leads and members of Acme. */
export let app: RunningApp
export let alice: SignedIn
export let bob: SignedIn
beforeAll(async () => {
  app = await runApp()
  alice = await signIn(app, 'alice@acme.test')
  bob = await signIn(app, 'bob@acme.test')
})
afterAll(() => app?.[Symbol.asyncDispose]())
