declare const verified: unique symbol

/** An organization id from a verified credential. Every query for a caller requires one. */
export type OrganizationId = string & { readonly [verified]: true }

/** Brands an organization id. Only the code that verifies credentials may call this: lint restricts its importers. */
export function verifiedOrganizationId(id: string): OrganizationId {
  if (!isOrganizationId(id)) {
    throw new Error('An empty organization id would match no organization. Refuse the credential instead.')
  }
  return id
}

function isOrganizationId(id: string): id is OrganizationId {
  return id.length > 0
}
