import { randomUUID } from 'node:crypto'
import { RosterError } from '../../errors.ts'
import type { Part } from '../../list/encoding.ts'
import type { Show } from '../../trpc/context.ts'
import type { Snapshot } from '../../list/snapshot.ts'

/** Placeholders for the lists in one tRPC answer: `splice` replaces them by the cached bytes. */
export type ListMarks = { show: Show; splice(text: string, deflated: boolean): Promise<Part[]> }

// Known to this process only, so that no input can contain a mark.
const secret = randomUUID()
const mark = new RegExp(`"${secret}:(\\d+)"`)
const MORE_THAN_ONCE =
  'A batch may contain each list once. Use the answer to the first call, or send this call by itself'

/**
 * tRPC writes an answer as one JSON text. A list in it is written as a mark, which is then replaced by the cached
 * bytes: the list is neither parsed nor encoded again, whatever the shape of the call.
 */
export function createListMarks(): ListMarks {
  const lists: Pick<Snapshot<unknown>, 'version' | 'revision' | 'json' | 'deflated'>[] = []
  return {
    show(list) {
      // Otherwise the answer to one request could hold the same list ten times.
      if (lists.some(({ version, revision }) => version === list.version && revision === list.revision)) {
        throw new RosterError('VALIDATION_ERROR', { message: MORE_THAN_ONCE })
      }
      const at = lists.push(list) - 1
      return Object.assign([], { toJSON: () => `${secret}:${at}` })
    },

    async splice(text, deflated) {
      // Texts and the numbers of lists alternate.
      const parts = text.split(mark).map(async (piece, index): Promise<Part> => {
        const list = index % 2 === 1 ? lists[Number(piece)] : undefined
        if (!list) return { plain: [Buffer.from(piece)] }
        return deflated ? { plain: list.json, deflated: await list.deflated() } : { plain: list.json }
      })
      return Promise.all(parts)
    },
  }
}
