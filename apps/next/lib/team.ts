import { auth } from '@clerk/nextjs/server'
import { openRoster } from './roster'
import { createCaller } from './router'

/** The procedures for whoever is signed in, in a server component or an action. */
export async function team() {
  const roster = await openRoster()
  return createCaller(await roster.context(await auth()))
}
