import type { Person } from './people/person.ts'

const names = [
  ['Ada', 'Lovelace'],
  ['José', 'García'],
  ['Søren', 'Kierkegaard'],
  ['Grace', 'Hopper'],
  ['太郎', '田中'],
  ['Łukasz', 'Żak'],
  ['فاطمة', 'الفهري'],
  ['Sam', 'Lee'],
  ['Sam', 'Lee'],
  ['Hans', 'Müller'],
  [null, null],
  ['Conan', 'O’Brien'],
  ['Chloë', 'Sevigny'],
  ['민수', '김'],
  ['Ursula', 'Le Guin'],
  ['Maximilian Alexander', 'von Hohenzollern-Sigmaringen'],
  ['Ольга', 'Петрова'],
  ['İlkay', 'Gündoğan'],
] as const

/** Made-up people for the states page: user_01, user_02 and so on. */
export function crowdOf(size: number): Person[] {
  return Array.from({ length: size }, (_, i) => {
    const [firstName, lastName] = names[i % names.length] ?? [null, null]
    const id = `user_${String(i + 1).padStart(2, '0')}`
    return {
      id,
      firstName,
      lastName: lastName !== null && i >= names.length ? `${lastName} ${i + 1}` : lastName,
      email: `${id}@acme.test`,
      profilePictureUrl: i % 6 === 5 ? '/no-such-picture.png' : null,
    }
  })
}
