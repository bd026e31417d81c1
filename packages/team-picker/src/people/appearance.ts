import { visible } from './visible.ts'

// Letters of other alphabets, with the Latin letters that they or their capitals look like.
const others = 'авекмнорстухіјѕһԁαβεζηικμνορτυχı'
const latin = 'abekmhopctyxijshdabezhikmnoptyxi'

/** A key that is equal for names that look alike, whatever their code points, spaces and case. */
export function appearance(name: string): string {
  if (/^[A-Za-z ]*$/u.test(name)) return name.toLowerCase()
  return visible(name)
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{Pd}/gu, '-')
    .replace(/['’‘ʼʻ`´]/gu, "'")
    .replace(/[\u0131\u0370-\u03FF\u0400-\u052F]/gu, (letter) => latin[others.indexOf(letter)] ?? letter)
}
