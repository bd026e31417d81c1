declare const verified: unique symbol

/** The id of an organization that a verified credential named. Every query for a caller takes one, so none can run without. */
export type OrganizationId = string & { readonly [verified]: true }

/** Only the part that verifies credentials may call this, with what the credential says: lint restricts its importers. */
export function verifiedOrganizationId(id: string): OrganizationId {
  if (!isOrganizationId(id)) {
    throw new Error('An empty organization id would match no organization. Refuse the credential instead.')
  }
  return id
}

function isOrganizationId(id: string): id is OrganizationId {
  return id.length > 0
}
