// Writes the tables of docs/performance.md from the benches' last results, which are the JSON files in docs/performance:
// `pnpm bench | tail -n 1 > docs/performance/list.json && pnpm performance`. With --check it fails where they differ.
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'

const folder = path.resolve(import.meta.dirname, '../docs/performance')
const document = `${folder}.md`
const sizes = [25, 1_000, 10_000] as const
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const short = new Intl.NumberFormat('en', { maximumSignificantDigits: 3, useGrouping: true })

function read<Schema extends z.ZodType>(name: string, schema: Schema): z.infer<Schema> {
  return schema.parse(JSON.parse(readFileSync(path.join(folder, `${name}.json`), 'utf8')))
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

function listTable(): string {
  const row = z.object({ name: z.string(), members: z.number(), rps: z.number(), cpuUs: z.number() })
  const { rows } = read('list', z.object({ rows: z.array(row) }))
  const names = [...new Set(rows.map(({ name }) => name))]
  const cell = (name: string, members: number) => {
    const found = rows.find((each) => each.name === name && each.members === members)
    return found ? `${short.format(found.rps)} (${short.format(found.cpuUs)} µs)` : ''
  }
  return table(
    ['requests/s (CPU of one)', ...sizes.map((size) => `${whole.format(size)} members`)],
    names.map((name) => [name, ...sizes.map((size) => cell(name, size))]),
  )
}

function ratioTable(): string {
  const ratios = z.record(z.string(), z.record(z.string(), z.number().nullable()))
  const found = read('list', z.object({ ratios })).ratios
  const rows: readonly (readonly [string, string, string])[] = [
    ['identity', 'identity to static bytes', '0.5, 0.65, 0.75'],
    ['gzip', 'gzip to static bytes', '0.5, 0.55, 0.75'],
    ['notModified', '304 to a static 304', '0.45'],
    ['identityToUsual', 'identity to the usual REST code', '30, 120, 150'],
    ['trpcToUsual', 'tRPC to the usual tRPC code', '8'],
    ['p99ToStatic', 'p99 to that of static bytes', 'at most 3'],
  ]
  return table(
    ['ratio', ...sizes.map((size) => whole.format(size)), 'wanted'],
    rows.map(([key, name, wanted]) => [name, ...sizes.map((size) => String(found[size]?.[key] ?? '')), wanted]),
  )
}

function freshnessTable(): string {
  const row = z.object({ name: z.string(), visibleP50: z.number(), visibleP99: z.number(), ackP99: z.number() })
  const { rows } = read('freshness', z.object({ rows: z.array(row) }))
  return table(
    ['events', 'visible p50', 'visible p99', 'acknowledged p99'],
    rows.map(({ name, ...ms }) => [name, ...Object.values(ms).map((each) => `${whole.format(each)} ms`)]),
  )
}

function newsTable(): string {
  const found = read(
    'news',
    z.object({
      clients: z.number(),
      organizations: z.number(),
      requestsAMinute: z.number(),
      statementsPerSecond: z.number(),
      rssMb: z.number(),
      visibleP50: z.number(),
      visibleP99: z.number(),
      quietP99: z.object({ withoutMs: z.number(), elsewhereMs: z.number(), withMs: z.number() }),
    }),
  )
  const quiet = found.quietP99
  return table(
    [
      `${whole.format(found.clients)} waiting clients of ${whole.format(found.organizations)} organizations`,
      '',
      'wanted',
    ],
    [
      ['requests a minute of each', short.format(found.requestsAMinute), 'at most 3'],
      ['statements a second, of all', short.format(found.statementsPerSecond), 'at most 3'],
      ['visible p50, p99', `${whole.format(found.visibleP50)}, ${whole.format(found.visibleP99)} ms`, '350, 1,000 ms'],
      ['memory of the process, as in a container of 512 MB', `${whole.format(found.rssMb)} MB`, '350 MB'],
      [
        'p99 of a caller that does not wait: without them, with them at another server, with them here',
        [quiet.withoutMs, quiet.elsewhereMs, quiet.withMs].map((ms) => short.format(ms)).join(', ') + ' ms',
        'at most 1.3 times',
      ],
    ],
  )
}

function syncTable(): string {
  const row = z.object({
    members: z.number(),
    perSecond: z.number(),
    p50: z.number(),
    p99: z.number(),
    costToSmallest: z.number(),
  })
  const { ingest } = read('sync', z.object({ ingest: z.array(row) }))
  return table(
    ['webhooks about an organization of', 'a second', 'p50', 'p99', 'CPU of one, to the first row'],
    ingest.map(({ members, perSecond, p50, p99, costToSmallest }) => [
      `${whole.format(members)} members`,
      whole.format(perSecond),
      `${short.format(p50)} ms`,
      `${short.format(p99)} ms`,
      String(costToSmallest),
    ]),
  )
}

function pickerTable(): string {
  const { typing } = read(
    'picker',
    z.object({ typing: z.record(z.string(), z.object({ p50: z.number(), p98: z.number() })) }),
  )
  return table(
    ['keystroke to paint', 'p50', 'p98'],
    Object.entries(typing).map(([name, { p50, p98 }]) => [name, `${short.format(p50)} ms`, `${short.format(p98)} ms`]),
  )
}

const tables: Record<string, () => string> = {
  list: listTable,
  ratios: ratioTable,
  freshness: freshnessTable,
  news: newsTable,
  sync: syncTable,
  picker: pickerTable,
}

const before = readFileSync(document, 'utf8')
const after = before.replace(
  /(<!-- table: (\w+) -->\n)[\s\S]*?(?=<!-- end -->)/g,
  (_, start: string, name: string) => `${start}${tables[name]?.() ?? ''}\n`,
)
if (!process.argv.includes('--check')) writeFileSync(document, after)
else if (after !== before) {
  console.error(
    'docs/performance.md differs from the results in docs/performance. Run `pnpm performance` and commit it.',
  )
  process.exitCode = 1
}
