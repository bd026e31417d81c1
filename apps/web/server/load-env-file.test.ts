import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { loadEnvFile } from './load-env-file.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'roster-env-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = path.join(folder, '.env')

function load(content: string | Buffer, variables: NodeJS.ProcessEnv = {}) {
  writeFileSync(file, content)
  loadEnvFile(file, variables)
  return variables
}

const lines = ['PORT=3210', '# a comment', 'DATA_DIR="a folder"', 'export LOG_LEVEL=warn', '']
const right = { PORT: '3210', DATA_DIR: 'a folder', LOG_LEVEL: 'warn' }
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16()

test.each(['\n', '\r\n', '\r'])(
  'every variable is read, with and without a byte order mark, where lines end with %j',
  (end) => {
    expect(load(lines.join(end))).toEqual(right)
    expect(load(`\uFEFF${lines.join(end)}`)).toEqual(right)
    expect(load(`\uFEFF${lines.slice(1).join(end)}`)).toEqual({ DATA_DIR: 'a folder', LOG_LEVEL: 'warn' })
  },
)

test('variables of the environment keep their value, even an empty one, and a missing file sets nothing', () => {
  expect(load('PORT=1\nHOST=x\nTRUST_PROXY=true', { PORT: '2', HOST: '' })).toEqual({
    PORT: '2',
    HOST: '',
    TRUST_PROXY: 'true',
  })
  const variables = {}
  loadEnvFile(path.join(folder, 'missing'), variables)
  expect(variables).toEqual({})
})

test.each([
  ['UTF-16 with a mark', Buffer.from('\uFEFFPORT=1\n', 'utf16le'), /UTF-16/],
  ['UTF-16 without one', Buffer.from('PORT=1\n', 'utf16le'), /UTF-16/],
  ['UTF-16 the other way round', utf16be('\uFEFFPORT=1\n'), /UTF-16/],
  ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x50, 0, 0, 0]), /UTF-16/],
  ['Latin-1', Buffer.from('HOST=caf\u00e9\n', 'latin1'), /no UTF-8/],
  ['a second mark', '\uFEFF\uFEFFPORT=1\n', /odd name, "\uFEFFPORT"/],
  ['a space without width', 'HOST=x\n\u200BPORT=1\n', /odd name/],
])('a file with %s is refused with what to do, and sets nothing', (_how, content, message) => {
  const variables = {}
  expect(() => load(content, variables)).toThrow(message)
  expect(() => load(content, variables)).toThrow(
    /^\S*\.env .*did not start\. (Save it as UTF-8|Type that line anew), then start again\.$/,
  )
})

test('a folder in place of the file is refused', () => {
  expect(() => loadEnvFile(folder, {})).toThrow(/can't be read \(EISDIR\)/)
})

test.each([
  ['of YAML', 'PORT=1\n# two\nLOG_LEVEL: planted', 3],
  ['of a key without quotes', 'CLERK_JWT_KEY=-----BEGIN PUBLIC KEY-----\nplanted\n-----END PUBLIC KEY-----', 2],
  ['after a value of several lines', 'A="1\n2" # three\n\nplanted', 4],
])('a line %s, which sets nothing, is refused by its number', (_, content, line) => {
  const message = () => load(content)
  expect(message).toThrow(new RegExp(`sets no variable in line ${line}, .*Write it as NAME=value`))
  expect(message).not.toThrow(/planted/)
})

test.each([
  ['that the next line’s closes', 'DATA_DIR="./data\nDATABASE_URL="postgres://planted/x?a=b"\nPORT=1', 1],
  ['that another variable’s closes', `PORT=1\nHOST='planted\nDATA_DIR=x\nLOG_LEVEL='a=b'`, 2],
  ['without an end', 'HOST=x\n\nDATA_DIR="planted\nPORT=1', 3],
  ['within the value', `A="1\n2"\nB='it's=planted'\nPORT=1`, 3],
  ['with a backslash, which does not escape it', 'A="planted\\"b"\nPORT=1', 1],
  ['before a second assignment', 'A="1" B=planted', 1],
  ['of an exported variable', 'export A=`planted\nB=`c=1`', 1],
])('a quote %s, by which a setting is lost, is refused by its line', (_, content, line) => {
  const message = () => load(content)
  expect(message).toThrow(new RegExp(`a quote at the beginning of the value in line ${line} .*Close it there`))
  expect(message).not.toThrow(/planted/)
})

test('values of several lines, quotes in comments and indented lines are read', () => {
  const content = `# don't "ask\n\n  A='1\n2'\nB=it's # "three\nC="4" # it's\nexport D=\`5\n6\`\nE=\n#F="7\nG="8"#9\nH="it's \`"\n`
  expect(load(content)).toEqual({ A: '1\n2', B: "it's", C: '4', D: '5\n6', E: '', G: '8', H: "it's `" })
})
