import { afterAll, beforeAll } from 'vitest'
import { runApp, type RunningApp } from '../running-app.ts'
import { signIn, type SignedIn } from '../sign-in.ts'

/**
 * The server and the browser of all tests in this folder, which leave the demo data as the others expect it. Only those
 * that pages.test.ts imports last do not.
 */
export let app: RunningApp
export let alice: SignedIn
beforeAll(async () => {
  app = await runApp()
  alice = await signIn(app, 'alice@acme.test')
})
afterAll(() => app?.[Symbol.asyncDispose]())
