export type DemoOrganization = 'acme' | 'globex' | 'initech'

export type KnownPerson = {
  key: string
  first: string | null
  last: string | null
  emails: readonly string[]
  /** Index into `emails`; null for a person without a primary address. */
  primary: number | null
  picture: boolean
  roles: Partial<Record<DemoOrganization, string>>
  mustResetPassword: boolean
}

/** The demo accounts, and people with every kind of name and address that a list has to handle. */
export const knownPeople: readonly KnownPerson[] = [
  person('alice', 'Alice', 'Archer', { roles: { acme: 'org:admin', globex: 'org:admin', initech: 'org:admin' } }),
  person('bob', 'Bob', "O'Brien", { roles: { acme: 'org:member', globex: 'org:member' } }),
  person('chloe', 'Chloé', "D'Angelo-Núñez", { roles: { acme: 'org:admin', initech: 'org:member' } }),
  person('juergen', 'Jürgen', 'Großmann'),
  person('taro', '太郎', '山田'),
  person('fang', '芳', '王', { picture: false }),
  person('ekaterina', 'Екатерина', 'Смирнова'),
  person('mohammed', 'محمد', 'الأحمد'),
  person('noa', 'נועה', 'כהן', { picture: false }),
  person('isil', 'Işıl', 'İnönü'),
  person('minjun', '민준', '김'),
  person('nameless', null, null),
  person('faceless', null, null, { picture: false }),
  person('madonna', 'Madonna', null),
  person('teller', null, 'Teller'),
  person('sam.taylor', 'Sam', 'Taylor'),
  person('sam.taylor2', 'Sam', 'Taylor', { picture: false }),
  person('dana', 'Dana', 'Whitfield', { emails: ['dana.before@acme.test', 'dana@acme.test'], primary: 1 }),
  person('unreachable', 'Ursula', 'Vogt', { primary: null }),
  person('hubert', 'Hubert Blaine', 'Wolfeschlegelsteinhausenbergerdorff'),
  person('nora', 'Nora', 'Nowhere', { emails: ['nora@nobody.test'], roles: {} }),
  person('penny', 'Penny', 'Pending', {
    emails: ['penny@pending.test'],
    roles: { globex: 'org:member' },
    mustResetPassword: true,
  }),
]

function person(key: string, first: string | null, last: string | null, more: Partial<KnownPerson> = {}): KnownPerson {
  return {
    key,
    first,
    last,
    emails: [`${key}@acme.test`],
    primary: 0,
    picture: true,
    roles: { acme: 'org:member' },
    mustResetPassword: false,
    ...more,
  }
}
