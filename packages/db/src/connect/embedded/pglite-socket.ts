import { Duplex } from 'node:stream'
import type { PGlite } from '@electric-sql/pglite'
import { closeNamed } from './close-named.ts'
import { createMessageBatches } from './message-batches.ts'
import type { EndTurn, Turns } from './turns.ts'

const READY_FOR_QUERY = 0x5a
const IDLE = 0x49

/**
 * What `pg` takes for a network socket, with PGlite at the other end. PGlite is one session, so the sockets of
 * a pool take turns: a turn lasts for one query, or until the transaction ends that it began.
 */
export class PgliteSocket extends Duplex {
  readonly #pglite: PGlite
  readonly #turns: Turns
  readonly #input = createMessageBatches()
  #work: Promise<void> = Promise.resolve()
  #endTurn: EndTurn | undefined

  constructor(pglite: PGlite, turns: Turns) {
    super()
    this.#pglite = pglite
    this.#turns = turns
  }

  connect(): this {
    queueMicrotask(() => this.emit('connect'))
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
    this.#work = this.#answer(batches).then(() => {
      if (end) this.push(null)
      done()
    }, done)
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    // A client that vanished in a transaction must not leave it open for the next one.
    const release = async () => {
      if (this.#endTurn && !this.#pglite.closed) await this.#pglite.exec('ROLLBACK')
    }
    this.#work
      .then(release)
      .then(() => done(error), done)
      .finally(() => this.#endTurn?.())
  }

  async #answer(batches: Buffer[]): Promise<void> {
    for (const batch of batches) {
      this.#endTurn ??= await this.#turns.take()
      let tail: Buffer = Buffer.alloc(0)
      await this.#pglite.execProtocolRawStream(closeNamed(batch), {
        onRawData: (data) => {
          // PGlite uses its buffer again for the next answer.
          const copy = Buffer.from(data)
          tail = Buffer.concat([tail, copy.subarray(-6)]).subarray(-6)
          this.push(copy)
        },
      })
      // Every answer ends with ReadyForQuery: its type, its length in four bytes, and the state of the transaction.
      if (tail[0] === READY_FOR_QUERY && tail[5] !== IDLE) continue
      this.#endTurn()
      this.#endTurn = undefined
    }
  }
}
