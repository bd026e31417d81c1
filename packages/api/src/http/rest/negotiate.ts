import type { HttpRequest } from '../http-request.ts'
import type { Coding, Format } from '../../list/encoding.ts'
import { LRUCache } from 'lru-cache'
import Negotiator from 'negotiator'

/** The form of an answer. `gzip` says whether the caller accepts that, for answers that have no better coding. */
export type Form = { format: Format; coding: Coding; gzip: boolean }

export const contentTypes = { json: 'application/json; charset=utf-8', csv: 'text/csv; charset=utf-8; header=present' }
// The parameters are included, so that an Accept header with these parameters matches.
const mediaTypes: Record<string, Format> = { [contentTypes.json]: 'json', [contentTypes.csv]: 'csv' }

/** Reads Accept and Accept-Encoding, and caches the result: callers send few different ones. */
export function createNegotiate(): (request: HttpRequest) => Form {
  const forms = new LRUCache<string, Form>({ max: 1_000 })
  return (request) => {
    const key = `${request.headers.accept}\n${String(request.headers['accept-encoding'])}`
    const known = forms.get(key)
    if (known) return known
    const negotiator = new Negotiator(request)
    const format = mediaTypes[negotiator.mediaType(Object.keys(mediaTypes)) ?? ''] ?? 'json'
    const gzip = negotiator.encodings(['gzip', 'identity'])[0] === 'gzip'
    const form = { format, coding: codingOf(negotiator), gzip }
    forms.set(key, form)
    return form
  }
}

// A caller that excludes every coding gets plain bytes, which are more use than an error.
export function codingOf(negotiator: Negotiator): Coding {
  const [coding] = negotiator.encodings(['br', 'gzip', 'identity'])
  return coding === 'br' || coding === 'gzip' ? coding : 'identity'
}
