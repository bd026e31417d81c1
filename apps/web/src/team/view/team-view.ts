import { statuses, type MemberStatus } from '../person/member-status.ts'

export const sortKeys = ['name', 'email', 'role', 'joined'] as const
export type SortKey = (typeof sortKeys)[number]
export type Sort = { key: SortKey; descending: boolean }

/** The team page's view in the address; null for a part that is missing or unknown. */
export type TeamView = {
  query: string
  sort: Sort | null
  /** The key of a role. */
  role: string | null
  status: MemberStatus | null
  /** The person whose card is open. */
  person: string | null
}

export function readView(params: URLSearchParams): TeamView {
  const status = params.get('status')
  return {
    query: params.get('q') ?? '',
    sort: readSort(params.get('sort')),
    role: params.get('role') || null,
    status: statuses.find((known) => known === status) ?? null,
    person: params.get('person') || null,
  }
}

/** The parameters with a part of the view changed; unrelated parameters are kept. */
export function writeView(params: URLSearchParams, change: Partial<TeamView>): URLSearchParams {
  const { query, sort, role, status, person } = { ...readView(params), ...change }
  const written = new URLSearchParams(params)
  for (const [name, value] of Object.entries({ q: query, sort: sort && writeSort(sort), role, status, person })) {
    if (value) written.set(name, value)
    else written.delete(name)
  }
  return written
}

/** A sort key, with a leading minus for descending order; also the value of the sort select. */
export function readSort(text: string | null): Sort | null {
  const key = sortKeys.find((known) => known === text?.replace(/^-/, ''))
  return key === undefined ? null : { key, descending: text?.startsWith('-') === true }
}

export function writeSort({ key, descending }: Sort): string {
  return descending ? `-${key}` : key
}
