import { randomUUID } from 'node:crypto'
import { RosterError } from '../../errors.ts'
import type { Part } from '../../list/encoding.ts'
import type { Show } from '../../trpc/context.ts'
import type { Snapshot } from '../../list/snapshot.ts'

/** What stands for lists in one answer of tRPC, and the answer with the kept bytes in their places. */
export type ListMarks = { show: Show; splice(text: string, deflated: boolean): Promise<Part[]> }

// Nobody outside this process knows it, so that no input can contain a mark.
const secret = randomUUID()
const mark = new RegExp(`"${secret}:(\\d+)"`)
const MORE_THAN_ONCE = 'A batch has a list once; take it from the call before, or send this call by itself'

/**
 * tRPC writes an answer as one JSON text. A list in it is written as a mark, and then replaced by the bytes that are kept
 * of it: it is neither parsed nor written again, whatever the shape of the call.
 */
export function createListMarks(): ListMarks {
  const lists: Pick<Snapshot<unknown>, 'version' | 'revision' | 'json' | 'deflated'>[] = []
  return {
    show(list) {
      // Ten calls of one request would otherwise be answered with ten times as much.
      if (lists.some(({ version, revision }) => version === list.version && revision === list.revision)) {
        throw new RosterError('VALIDATION_ERROR', { message: MORE_THAN_ONCE })
      }
      const at = lists.push(list) - 1
      return Object.assign([], { toJSON: () => `${secret}:${at}` })
    },

    async splice(text, deflated) {
      // Texts and the numbers of lists take turns.
      const parts = text.split(mark).map(async (piece, index): Promise<Part> => {
        const list = index % 2 === 1 ? lists[Number(piece)] : undefined
        if (!list) return { plain: Buffer.from(piece) }
        return deflated ? { plain: list.json, deflated: await list.deflated() } : { plain: list.json }
      })
      return Promise.all(parts)
    },
  }
}
