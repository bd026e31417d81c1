import { Duplex } from 'node:stream'
import type { PGlite } from '@electric-sql/pglite'
import { createMessageBatches } from './message-batches.ts'

/**
 * A stream that `pg` uses as a network socket, with PGlite at the other end. PGlite has one session, so only one such
 * socket is in use at a time, and each starts with a reset session.
 */
export class PgliteSocket extends Duplex {
  readonly #pglite: PGlite
  readonly #input = createMessageBatches()

  constructor(pglite: PGlite) {
    super()
    this.#pglite = pglite
  }

  connect(): this {
    void this.#begin()
    return this
  }

  setNoDelay(): this {
    return this
  }

  ref(): this {
    return this
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error) => void): void {
    const { batches, end } = this.#input.read(chunk)
    this.#answer(batches).then(() => {
      if (end) this.push(null)
      done()
    }, done)
  }

  /** Resets what a lost client left behind: its transaction, its settings and its named statements. */
  async #begin(): Promise<void> {
    try {
      await this.#pglite.exec('ROLLBACK')
      await this.#pglite.exec('DISCARD ALL')
      if (!this.destroyed) this.emit('connect')
    } catch (error) {
      this.destroy(error instanceof Error ? error : new Error('The embedded database can’t be reached'))
    }
  }

  async #answer(batches: Buffer[]): Promise<void> {
    // PGlite reuses its buffer for the next response.
    const onRawData = (data: Uint8Array) => void this.push(Buffer.from(data))
    for (const batch of batches)
      // Never during another exec: one would take the other's response, and rows would be missing without an error.
      await this.#pglite.runExclusive(async () => {
        if (!this.destroyed) await this.#pglite.execProtocolRawStream(batch, { onRawData })
      })
  }
}
