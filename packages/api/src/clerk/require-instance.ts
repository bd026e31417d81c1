import type { MirrorStore } from '@roster/db'

/** Refuses a database that mirrors another Clerk instance: with the wrong keys all its members would become absent. */
export async function requireInstance(store: Pick<MirrorStore, 'claimInstance'>, issuer: string): Promise<void> {
  if (await store.claimInstance(issuer)) return
  throw new Error(
    `The database mirrors another Clerk instance than ${issuer}. With these keys every member in it would look gone. ` +
      'Use the keys of its instance, or another database.',
  )
}
