/** What a person is to an organization that they are or were a member of. */
export type PersonStanding = 'active' | 'banned' | 'deprovisioned' | 'left' | 'deleted' | 'not_known_yet'

/** SQL that tells it of a membership m and its user u, who may have no row. */
export const PERSON_STANDING = `CASE
  WHEN u.state = 'deleted' THEN 'deleted'
  WHEN m.state <> 'live' OR u.state = 'absent' THEN 'left'
  WHEN u.state IS DISTINCT FROM 'live' THEN 'not_known_yet'
  WHEN u.banned THEN 'banned'
  WHEN u.deprovisioned THEN 'deprovisioned'
  ELSE 'active' END`
