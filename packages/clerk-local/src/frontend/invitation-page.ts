import type { Context } from 'hono'
import { z } from 'zod'
import { found } from '../http/clerk-error.ts'
import { pageQuery, readQuery, words } from '../http/read-request.ts'
import { invitationObject } from '../objects/invitation-object.ts'
import type { Invitation } from '../state/rows.ts'
import type { View } from '../instance.ts'

const query = z.object({ ...pageQuery, status: words })

/** The invitations that the query of the request asks for. */
export function invitationPage(view: View, rows: readonly Invitation[], c: Context) {
  const { offset, limit, status } = readQuery(c, query)
  const kept = rows.filter((row) => status?.includes(row.status) ?? true)
  const data = kept.slice(offset, offset + limit).map((row) => invitationObject(view, row))
  return { data, total_count: kept.length }
}

export function requireInvitation(rows: readonly Invitation[], id: string): Invitation {
  return found(
    rows.find((row) => row.id === id),
    'invitation',
  )
}
