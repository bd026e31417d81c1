import { auth } from '@clerk/nextjs/server'
import { connection } from 'next/server'
import { openRoster } from './roster'
import { createCaller } from './router'

/** The procedures for whoever is signed in, in a server component or an action. */
export async function team() {
  // A prerender ends here, and does not open the database.
  await connection()
  const roster = await openRoster()
  return createCaller(await roster.context(await auth()))
}
