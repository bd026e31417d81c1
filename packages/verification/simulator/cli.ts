import { parseArgs } from 'node:util'
import { ABLATIONS } from './ablations.ts'
import { runSchedule } from './schedule.ts'

const { values } = parseArgs({
  options: {
    schedules: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    ablate: { type: 'string' },
    'list-ablations': { type: 'boolean', default: false },
  },
})

if (values['list-ablations']) console.log(Object.keys(ABLATIONS).join('\n'))
else process.exitCode = await simulate(Number(values.schedules), Number(values.seed), values.ablate)

async function simulate(schedules: number, firstSeed: number, ablate: string | undefined): Promise<number> {
  const ablation = ablate === undefined ? {} : Object.hasOwn(ABLATIONS, ablate) && ABLATIONS[ablate]
  if (!ablation || !Number.isSafeInteger(schedules) || schedules < 1 || !Number.isSafeInteger(firstSeed)) {
    console.error('Usage: simulate [--schedules N] [--seed S] [--ablate NAME]. Names are listed by --list-ablations.')
    return 2
  }
  const started = performance.now()
  const broken = new Map<string, number>()
  let violations = 0
  let firstAfter: number | null = null
  for (let seed = firstSeed; seed < firstSeed + schedules; seed++) {
    const violation = await runSchedule(seed, { ablation })
    if (!violation) continue
    const invariant = violation.broken.slice(0, 1)
    broken.set(invariant, (broken.get(invariant) ?? 0) + 1)
    if (violations++ > 0) continue
    firstAfter = seed - firstSeed + 1
    const traced = await runSchedule(seed, { ablation, traced: true })
    console.log(
      `seed ${seed} breaks invariant ${violation.broken} at step ${violation.step}\n${traced?.trace.join('\n') ?? ''}`,
    )
  }
  const seconds = (performance.now() - started) / 1000
  console.log(
    JSON.stringify({
      schedules,
      violations,
      firstAfter,
      byInvariant: Object.fromEntries(broken),
      seconds: Math.round(seconds * 10) / 10,
      perSecond: Math.round(schedules / seconds),
    }),
  )
  return violations === 0 ? 0 : 1
}
