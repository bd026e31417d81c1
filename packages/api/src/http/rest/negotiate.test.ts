import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { expect, test } from 'vitest'
import { createNegotiate } from './negotiate.ts'

function requestWith(headers: Record<string, string | undefined>): IncomingMessage {
  return Object.assign(new IncomingMessage(new Socket()), { headers })
}

function formOf(headers: Record<string, string | undefined>): string {
  const { format, coding } = createNegotiate()(requestWith(headers))
  return `${format} ${coding}`
}

const accepts: [string, string | undefined, string][] = [
  ['no Accept', undefined, 'json identity'],
  ['anything', '*/*', 'json identity'],
  ['JSON', 'application/json', 'json identity'],
  ['any application type', 'application/*', 'json identity'],
  ['JSON before CSV', 'text/csv;q=0.5, application/json', 'json identity'],
  ['what a browser sends', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'json identity'],
  ['only what is not there', 'application/xml', 'json identity'],
  ['what is no media type', 'nonsense', 'json identity'],
  ['CSV', 'text/csv', 'csv identity'],
  ['any text type', 'text/*', 'csv identity'],
  ['CSV with its charset', 'text/csv; charset=UTF-8', 'csv identity'],
  ['CSV with another charset', 'text/csv; charset=latin1', 'json identity'],
  [
    'CSV before JSON, both with their charset',
    'text/csv; charset=utf-8, application/json; charset=utf-8; q=0.9',
    'csv identity',
  ],
  ['CSV before JSON', 'application/json;q=0.1, text/csv', 'csv identity'],
  ['anything but JSON', 'application/json;q=0, */*', 'csv identity'],
]

const codings: [string, string | undefined, string][] = [
  ['no Accept-Encoding', undefined, 'json identity'],
  ['an empty one', '', 'json identity'],
  ['identity', 'identity', 'json identity'],
  ['gzip', 'gzip', 'json gzip'],
  ['gzip in capitals', 'GZIP', 'json gzip'],
  ['brotli', 'br', 'json br'],
  ['any', '*', 'json br'],
  ['what curl sends', 'deflate, gzip, br, zstd', 'json gzip'],
  ['a coding that is not there', 'zstd', 'json identity'],
  ['brotli before gzip', 'gzip;q=0.5, br;q=0.9', 'json br'],
  ['gzip before brotli', 'br;q=0.5, gzip;q=0.9', 'json gzip'],
  ['plain before gzip', 'gzip;q=0.5, identity', 'json identity'],
  ['gzip excluded', 'gzip;q=0', 'json identity'],
  ['gzip excluded, any other', 'gzip;q=0, *', 'json br'],
  ['plain excluded, gzip left', 'identity;q=0, gzip;q=0.1', 'json gzip'],
  ['plain excluded, any other', 'identity;q=0, *', 'json br'],
  ['everything excluded gets plain bytes', '*;q=0', 'json identity'],
  ['plain excluded, nothing else named, gets plain bytes', 'identity;q=0', 'json identity'],
]

test.each(accepts)('Accept: %s', (_rule, accept, form) => expect(formOf({ accept })).toBe(form))

test.each(codings)('Accept-Encoding: %s', (_rule, coding, form) =>
  expect(formOf({ 'accept-encoding': coding })).toBe(form),
)

test('gzip is known to be accepted beside a better coding, and not if plain bytes are preferred', () => {
  const gzipOf = (coding: string) => createNegotiate()(requestWith({ 'accept-encoding': coding })).gzip
  expect(['br, gzip', 'gzip', 'br', 'gzip;q=0.5, identity'].map(gzipOf)).toEqual([true, true, false, false])
})

test('requests with the same two headers share a form, and others do not', () => {
  const negotiate = createNegotiate()
  const ask = (accept: string, coding: string) => negotiate(requestWith({ accept, 'accept-encoding': coding }))
  const first = ask('text/csv', 'br')
  expect(ask('text/csv', 'br')).toBe(first)
  expect([ask('text/csv', 'gzip'), ask('*/*', 'br')]).toMatchObject([{ coding: 'gzip' }, { format: 'json' }])
})
