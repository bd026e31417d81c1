import { expect, test } from 'vitest'
import { csvFileName } from './csv-file-name.ts'

const day = new Date('2026-03-04T10:00:00Z')

test.each([
  ['Acme', 'acme-2026-03-04.csv'],
  ['Müller & Söhne / Nord', 'muller-sohne-nord-2026-03-04.csv'],
  ['../../etc', 'etc-2026-03-04.csv'],
  ['株式会社', '株式会社-2026-03-04.csv'],
  ['ガーデン', 'ガーデン-2026-03-04.csv'],
  ['주식회사', '주식회사-2026-03-04.csv'],
  ['नमस्ते दुनिया', 'नमस्ते-दुनिया-2026-03-04.csv'],
  ['Чайка', 'чайка-2026-03-04.csv'],
  ['İstanbul e\u0301', 'istanbul-e-2026-03-04.csv'],
  ['***', 'team-2026-03-04.csv'],
])('the file of “%s” is called %s', (orgName, name) => {
  expect(csvFileName(orgName, day)).toBe(name)
})
