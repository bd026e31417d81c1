import { Duplex } from 'node:stream'
import type { PGlite } from '@electric-sql/pglite'
import { createMessageBatches } from './message-batches.ts'

/**
 * What `pg` takes for a network socket, with PGlite at the other end. PGlite is one session: only one of these is in use at
 * a time, and each begins with the session as new.
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

  setKeepAlive(): this {
    return this
  }

  ref(): this {
    return this
  }

  unref(): this {
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

  /** Ends what a client left behind that vanished: its transaction, its settings and its named statements. */
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
    // PGlite uses its buffer again for the next answer.
    const onRawData = (data: Uint8Array) => void this.push(Buffer.from(data))
    for (const batch of batches)
      // Not beside another's exec: one would take the other's answer, and rows would be missing without an error.
      await this.#pglite.runExclusive(async () => {
        if (!this.destroyed) await this.#pglite.execProtocolRawStream(batch, { onRawData })
      })
  }
}
