/** The calls to its Backend API that Clerk allows in 10 s: 1,000 to a production instance, 100 to a development one. */
export function callsPerWindow(secretKey: string): number {
  return secretKey.startsWith('sk_live_') ? 1_000 : 100
}
