/** Clerk's limit on calls to its Backend API in 10 s: 1,000 for a production instance, 100 for a development one. */
export function callsPerWindow(secretKey: string): number {
  return secretKey.startsWith('sk_live_') ? 1_000 : 100
}
