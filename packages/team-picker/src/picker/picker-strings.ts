/** Every text of the picker; override some or all with its `strings`. */
export type PickerStrings = {
  readonly placeholder: string
  readonly unassigned: string
  readonly you: string
  /** Another word that finds the person who picks. */
  readonly me: string
  readonly assignToMe: string
  readonly deactivated: string
  readonly left: string
  readonly deleted: string
  /** Names a selected person whom neither `people` nor `departed` knows. */
  readonly unknownPerson: string
  readonly deletedPerson: string
  readonly selectedPeople: string
  /** Shown beside many chips. */
  readonly selectedCount: (people: number) => string
  /** Why nobody else can be picked. */
  readonly atMost: (people: number) => string
  readonly invite: (email: string) => string
  /** Title of `me` and the recently picked, above other sections. */
  readonly suggested: string
  /** Title of those in no section. */
  readonly others: string
  readonly open: string
  readonly clear: string
  readonly remove: (name: string) => string
  readonly picked: (name: string) => string
  readonly removed: (name: string) => string
  readonly count: (people: number) => string
  readonly noMatch: (query: string) => string
  readonly empty: string
  readonly loading: string
  readonly error: string
  readonly retry: string
  readonly signedOut: string
  readonly noOrganization: string
  /** Shown by the browser when a required picker has no selection. */
  readonly required: string
}

export const defaultStrings: PickerStrings = {
  placeholder: 'Search people',
  unassigned: 'Unassigned',
  you: 'You',
  me: 'me',
  assignToMe: 'Assign to me',
  deactivated: 'Deactivated',
  left: 'Left',
  deleted: 'Deleted',
  unknownPerson: 'Unknown person',
  deletedPerson: 'Deleted user',
  selectedPeople: 'Selected people',
  selectedCount: (people) => `${people} selected`,
  atMost: (people) => `At most ${people}`,
  invite: (email) => `Invite ${email}`,
  suggested: 'Suggested',
  others: 'Others',
  open: 'Show people',
  clear: 'Clear selection',
  remove: (name) => `Remove ${name}`,
  picked: (name) => `${name} selected.`,
  removed: (name) => `${name} removed.`,
  count: (people) => (people === 1 ? '1 person' : `${people} people`),
  noMatch: (query) => `Nobody matches “${query}”`,
  empty: 'No members yet',
  loading: 'Loading people…',
  error: 'The team could not be loaded, so nobody can be picked.',
  retry: 'Try again',
  signedOut: 'Sign in to see your team.',
  noOrganization: 'Choose an organization to see its people.',
  required: 'Pick somebody from the list.',
}
