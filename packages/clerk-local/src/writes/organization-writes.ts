import { z } from 'zod'
import { clerkError } from '../http/clerk-error.ts'
import type { Instance } from '../instance.ts'
import { newId } from '../new-id.ts'
import { organizationObject } from '../objects/organization-object.ts'
import { blankOrganization } from '../state/blank-rows.ts'
import type { Organization, User } from '../state/rows.ts'
import { addMember } from './membership-writes.ts'
import { invitationsOf } from './invitation-writes.ts'

const metadata = z.record(z.string(), z.unknown()).nullish()

/** What a caller may set of an organization, as Clerk names it. */
export const organizationFields = {
  slug: z
    .string()
    .regex(/^[a-z0-9-]+$/, 'may hold only a-z, 0-9 and hyphens')
    .nullish(),
  max_allowed_memberships: z.number().int().min(0).nullish(),
  public_metadata: metadata,
  private_metadata: metadata,
}
type OrganizationInput = Partial<z.output<z.ZodObject<typeof organizationFields>>> & {
  name?: string | undefined
  admin_delete_enabled?: boolean | null | undefined
}

/** The creator becomes the first administrator. */
export function createOrganization(
  instance: Instance,
  input: OrganizationInput & { name: string; creator: User | undefined },
): Organization {
  const { store, view } = instance
  const blank = blankOrganization({
    id: newId('org'),
    name: input.name,
    slug: freeSlug(instance, input.name),
    createdBy: input.creator?.id ?? null,
    createdAt: store.stamp(),
  })
  const row = withInput(instance, blank, input)
  store.commit([{ kind: 'organization', id: row.id, row }])
  instance.publish([{ type: 'organization.created', data: organizationObject(view, row) }])
  if (input.creator !== undefined) addMember(instance, { organization: row, user: input.creator, role: 'org:admin' })
  return row
}

export function updateOrganization(
  instance: Instance,
  organization: Organization,
  input: OrganizationInput,
): Organization {
  const row = { ...withInput(instance, organization, input), updatedAt: instance.store.stamp() }
  instance.store.commit([{ kind: 'organization', id: row.id, row }])
  instance.publish([{ type: 'organization.updated', data: organizationObject(instance.view, row) }])
  return row
}

/** Also deletes its memberships, whose end Clerk announces only by the organization's own event. */
export function deleteOrganization(instance: Instance, organization: Organization) {
  const { store, view } = instance
  const { id, slug } = organization
  const { memberships } = view.world.membersOf(id)
  const keys = [...view.world.apiKeys.values()].filter(({ subject }) => subject === id)
  const sessions = [...view.world.sessions.values()].filter(({ organizationId }) => organizationId === id)
  store.commit([
    ...memberships
      .page({ offset: 0, limit: memberships.size, descending: false })
      .map((key) => ({ kind: 'membership' as const, id: key.id, row: null })),
    ...keys.map((key) => ({ kind: 'apiKey' as const, id: key.id, row: null })),
    ...invitationsOf(instance, { organizationId: id }).map((row) => ({
      kind: 'invitation' as const,
      id: row.id,
      row: null,
    })),
    ...sessions.map((row) => ({ kind: 'session' as const, id: row.id, row: { ...row, organizationId: null } })),
    { kind: 'organization', id, row: null },
  ])
  const deleted = { id, object: 'organization', slug, deleted: true }
  instance.publish([{ type: 'organization.deleted', data: deleted }])
  return deleted
}

function withInput(instance: Instance, row: Organization, input: OrganizationInput): Organization {
  const slug = input.slug ?? row.slug
  const owner = instance.view.world.organizationBySlug(slug)
  if (owner !== undefined && owner.id !== row.id) {
    throw clerkError(422, 'form_identifier_exists', 'That slug is taken. Choose another one.', 'slug')
  }
  return {
    ...row,
    name: input.name ?? row.name,
    slug,
    maxAllowedMemberships: input.max_allowed_memberships ?? row.maxAllowedMemberships,
    adminDeleteEnabled: input.admin_delete_enabled ?? row.adminDeleteEnabled,
    publicMetadata: input.public_metadata ?? row.publicMetadata,
    privateMetadata: input.private_metadata ?? row.privateMetadata,
  }
}

function freeSlug({ view }: Instance, name: string): string {
  const plain =
    name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-+|-+$/g, '') || 'organization'
  if (view.world.organizationBySlug(plain) === undefined) return plain
  return `${plain}-${newId('').slice(1, 9).toLowerCase()}`
}
