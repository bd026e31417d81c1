import { Faker } from '@faker-js/faker'
import { faker as arabic } from '@faker-js/faker/locale/ar'
import { faker as german } from '@faker-js/faker/locale/de'
import { faker as english } from '@faker-js/faker/locale/en'
import { faker as hebrew } from '@faker-js/faker/locale/he'
import { faker as japanese } from '@faker-js/faker/locale/ja'
import { faker as korean } from '@faker-js/faker/locale/ko'
import { faker as russian } from '@faker-js/faker/locale/ru'
import { faker as turkish } from '@faker-js/faker/locale/tr'
import { faker as chinese } from '@faker-js/faker/locale/zh_CN'
import type { DemoOrganization, KnownPerson } from './known-people.ts'

const others = [german, turkish, russian, japanese, chinese, korean, arabic, hebrew]

/** An organization always has the same people in the same order, whatever the count. */
export function randomPeople(organization: DemoOrganization, count: number): KnownPerson[] {
  const dice = new Faker({ locale: english.rawDefinitions })
  const speakers = [english, ...others].map((source, index) => {
    const speaker = new Faker({ locale: [source.rawDefinitions, english.rawDefinitions] })
    speaker.seed(organization.length * 100 + index)
    return speaker
  })
  dice.seed(organization.length)
  return Array.from({ length: count }, (_, index) => {
    const roll = dice.number.int({ max: 99 })
    const speaker = speakers[roll < 84 ? 0 : (roll % others.length) + 1] ?? dice
    return randomPerson({ organization, index, speaker, dice })
  })
}

function randomPerson(args: {
  organization: DemoOrganization
  index: number
  speaker: Faker
  dice: Faker
}): KnownPerson {
  const { organization, index, speaker, dice } = args
  const oddity = dice.number.int({ max: 199 })
  const first = oddity < 3 ? null : speaker.person.firstName()
  const last = oddity < 6 ? null : speaker.person.lastName()
  const address = `${addressPart(first, last)}${index + 1}@${organization}.test`
  const secondary = oddity >= 6 && oddity < 12
  return {
    key: `${organization}:${index}`,
    first,
    last,
    emails: secondary ? [`old.${address}`, address] : [address],
    primary: oddity === 12 ? null : secondary ? 1 : 0,
    picture: dice.number.int({ max: 9 }) < 7,
    roles: { [organization]: oddity > 195 ? 'org:admin' : 'org:member' },
    mustResetPassword: false,
  }
}

/** The name in the letters of an address; empty for a name in another script. */
function addressPart(first: string | null, last: string | null): string {
  const plain = `${first ?? ''}.${last ?? ''}`
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z.]/g, '')
    .replaceAll(/^\.+|\.+$/g, '')
  return plain === '' ? 'person' : `${plain}.`
}
