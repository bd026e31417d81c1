import { z } from 'zod'
import type { Admission, Revisions } from '../access/admit.ts'
import { storableText } from './storable-text.ts'

export const revisionsSchema = z.object({ revision: storableText.max(20), memberRevision: storableText.max(20) })
type ShownRevisions = z.infer<typeof revisionsSchema>

/** `after`: the revisions of an earlier answer. */
export const revisionInputSchema = z.object({ after: revisionsSchema.optional() })

export function shown({ users, members }: Revisions): ShownRevisions {
  return { revision: String(users), memberRevision: String(members) }
}

export function isNewsAfter(after: ShownRevisions): (admission: Admission) => boolean {
  return ({ revisions }) => {
    const { revision, memberRevision } = shown(revisions)
    return revision !== after.revision || memberRevision !== after.memberRevision
  }
}
