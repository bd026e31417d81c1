import type { Lease, Scan, ScanPage, ScanPosition } from '@roster/db'

const OLDEST = 3_600_000_000

type Kept = ScanPage & { startedAt: number }

/** The pages of the reconciles under way in memory; every method is one atomic statement. */
export class MemoryScans {
  readonly #pages = new Map<string, Kept[]>()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  open({ orgId, startedAt }: Lease, how: 'go-on' | 'anew'): Scan {
    const young = this.#of(orgId).filter((page) => how === 'go-on' && page.startedAt > this.#now() - OLDEST)
    this.#pages.set(orgId, young)
    return {
      startedAt: young[0]?.startedAt ?? startedAt,
      users: position(young, 'users'),
      memberships: position(young, 'memberships'),
    }
  }

  keep({ orgId, startedAt }: Lease, page: ScanPage): void {
    this.#pages.set(orgId, [...this.#of(orgId), { ...page, startedAt }])
  }

  drop(orgId: string, list: ScanPage['list']): void {
    this.#pages.set(
      orgId,
      this.#of(orgId).filter((page) => page.list !== list),
    )
  }

  end(orgId: string): void {
    this.#pages.delete(orgId)
  }

  sawMember(orgId: string, userId: string): boolean {
    return this.#seen(orgId, 'memberships').has(userId)
  }

  unseen(orgId: string, liveMembers: readonly string[], after: string, limit: number): string[] {
    const members = this.#seen(orgId, 'memberships')
    return [...new Set([...this.#seen(orgId, 'users'), ...liveMembers])]
      .filter((userId) => userId > after && !members.has(userId))
      .sort()
      .slice(0, limit)
  }

  #seen(orgId: string, list: ScanPage['list']): Set<string> {
    return new Set(this.#of(orgId).flatMap((page) => (page.list === list ? page.userIds : [])))
  }

  #of(orgId: string): Kept[] {
    return this.#pages.get(orgId) ?? []
  }
}

function position(pages: readonly Kept[], list: ScanPage['list']): ScanPosition | null {
  const ofList = pages.filter((page) => page.list === list)
  const latest = ofList.at(-1)
  if (!latest) return null
  const read = ofList.reduce((sum, { userIds }) => sum + userIds.length, 0)
  return { next: latest.next, last: latest.userIds.at(-1) ?? null, read }
}
