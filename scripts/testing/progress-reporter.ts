import { DefaultReporter, type TestCase, type TestModule, type Vitest } from 'vitest/node'

const SILENCE_MS = 4_000

/** Vitest's default reporter, which also prints each failure at once and prints progress at least every 5 s. */
export default class ProgressReporter extends DefaultReporter {
  #startedAt = Date.now()
  #printedAt = Date.now()
  #files = 0
  #tests = 0
  #timer: NodeJS.Timeout | undefined

  override onInit(vitest: Vitest): void {
    super.onInit(vitest)
    this.#timer = setInterval(() => this.#breakSilence(), 1_000)
    this.#timer.unref()
  }

  override onTestCaseResult(test: TestCase): void {
    super.onTestCaseResult(test)
    this.#tests += 1
    const result = test.result()
    if (result.state === 'skipped' && result.note) this.log(` SKIPPED: ${test.fullName}: ${result.note}`)
    const { state, errors = [] } = result
    if (state !== 'failed') return
    const reasons = errors.map(({ stack, message }) => stack ?? message).join('\n')
    this.log(`\n FAILED after ${this.#seconds()} s: ${test.module.relativeModuleId} > ${test.fullName}\n${reasons}\n`)
    this.#printedAt = Date.now()
  }

  override onTestModuleEnd(module: TestModule): void {
    super.onTestModuleEnd(module)
    this.#files += 1
    this.#printedAt = Date.now()
  }

  override onTestRunEnd(...parts: Parameters<DefaultReporter['onTestRunEnd']>): void {
    clearInterval(this.#timer)
    super.onTestRunEnd(...parts)
  }

  #breakSilence(): void {
    if (Date.now() - this.#printedAt < SILENCE_MS) return
    this.log(`   ${this.#seconds()} s: ${this.#files} files, ${this.#tests} tests`)
    this.#printedAt = Date.now()
  }

  #seconds(): number {
    return Math.round((Date.now() - this.#startedAt) / 1000)
  }
}
