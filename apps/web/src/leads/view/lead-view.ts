import { readFilter, writeFilter, type LeadFilter } from './lead-filter.ts'

export const leadSorts = ['newest', 'name', 'assignee'] as const

/** Which leads are shown and in which order, as the address specifies. */
export type LeadView = { filter: LeadFilter; query: string; sort: (typeof leadSorts)[number] }

export function readView(params: URLSearchParams, me: string): LeadView {
  const sort = leadSorts.find((one) => one === params.get('sort')) ?? 'newest'
  return { filter: readFilter(params, me), query: params.get('q') ?? '', sort }
}

export function writeView({ filter, query, sort }: LeadView, me: string): Record<string, string> {
  return { ...writeFilter(filter, me), ...(query !== '' && { q: query }), ...(sort !== 'newest' && { sort }) }
}
