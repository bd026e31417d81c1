import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { buildPage } from '../testing/build-page.ts'
import { launchChromium } from '../testing/chromium.ts'
import { builtSize } from './built-size.ts'
import type { PaintWatch } from './page/watch-paints.ts'
import { percentile } from './percentile.ts'

const rounds = Number(process.env['ROUNDS'] ?? 5)
const words = ['gra', 'hopper', 'jose', 'bron', 'dvorak', 'ada', 'euler-0', 'ivy']
const slowWords = ['gra', 'hop']
const candidates = ['input', 'picker25', 'picker', 'plain', 'cmdk', 'reactSelect'] as const
const only = process.env['ONLY']?.split(',')
type Candidate = (typeof candidates)[number]

declare global {
  interface Window {
    paints: PaintWatch
    rankMs(query: string): number
  }
}

async function typeWords(page: Page, name: Candidate): Promise<number[]> {
  const samples: number[] = []
  await page.locator('input:not([type=hidden])').first().click()
  for (const word of name === 'cmdk' || name === 'reactSelect' ? slowWords : words) {
    for (const key of word) {
      await page.evaluate(() => window.paints.arm())
      await page.keyboard.press(key)
      samples.push(await page.evaluate(() => window.paints.answer()))
      // Keys must not fall into step with the frames.
      await page.waitForTimeout(20 + ((samples.length * 7) % 17))
    }
    for (const _ of word) await page.keyboard.press('Backspace')
    await page.waitForTimeout(50)
  }
  return samples
}

async function main(): Promise<void> {
  await using built = await buildPage(fileURLToPath(new URL('page', import.meta.url)))
  await using browser = await launchChromium()
  const page = await browser.newPage()
  page.setDefaultTimeout(120_000)
  const samples = new Map<Candidate, number[][]>(candidates.map((name) => [name, []]))
  for (let round = 0; round < rounds; round += 1) {
    for (const name of candidates) {
      if (only && !only.includes(name)) continue
      await page.goto(`${built.url}?of=${name}`)
      samples.get(name)?.push(await typeWords(page, name))
    }
  }

  await page.goto(`${built.url}?of=input`)
  const prefixes = words.flatMap((word) => Array.from(word).map((_, i) => word.slice(0, i + 1)))
  const rankings = await page.evaluate((queries) => {
    queries.forEach((query) => window.rankMs(query))
    return Array.from({ length: 10 }, () => queries.map((query) => window.rankMs(query))).flat()
  }, prefixes)

  // Candidates are compared within a round, so that what slows the machine for a while slows both.
  const p50s = (name: Candidate): number[] => (samples.get(name) ?? []).map((ms) => percentile(ms, 0.5))
  const median = (values: readonly number[]): number => percentile(values, 0.5)
  const compare = (one: Candidate, other: Candidate, how: (a: number, b: number) => number): number[] => {
    const others = p50s(other)
    return p50s(one).map((value, round) => how(value, others[round] ?? Number.NaN))
  }
  const typing = Object.fromEntries(
    [...samples].map(([name, byRound]) => {
      const ms = byRound.flat()
      return [name, { p50: median(p50s(name)), p98: percentile(ms, 0.98), keys: ms.length }]
    }),
  )
  const stylesheet = readFileSync(new URL('../src/styles.css', import.meta.url))
  console.table(typing)
  console.log(
    JSON.stringify({
      people: 10_000,
      rounds,
      typing,
      pickerToPlain: median(compare('picker', 'plain', (a, b) => (a / b) * 100)) / 100,
      picker10000Minus25: median(compare('picker', 'picker25', (a, b) => a - b)),
      ranker: { p50: percentile(rankings, 0.5), p99: percentile(rankings, 0.99) },
      gzipBytes: {
        component: await builtSize(fileURLToPath(new URL('../src/index.ts', import.meta.url))),
        ranker: await builtSize(fileURLToPath(new URL('../src/search/ranker.ts', import.meta.url))),
        styles: gzipSync(stylesheet).byteLength,
      },
    }),
  )
}

await main()
