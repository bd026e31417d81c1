import { visible } from './visible.ts'

export const apostrophes = /['’‘‛`´′＇׳ꞌ\u02B9-\u02BF]/gu

// Letters that look like another one, as such or as capitals, with that one: of other alphabets and phonetic ones, those
// that people type for each other, and the Arabic ones that Persian and Urdu keyboards have in forms of their own.
const others = 'авекмнорстухіјѕһԁԛԝүәαβεζηικμνορτυχϳօոսցɑɡıl1|0ðɖ\u0326يىكہھ'
const models = 'abekmhopctyxijshdqwyəabezhikmnoptyxjonugagiiiiođđ\u0327ییکهه'

/** A key that is equal for names that look alike, whatever their code points, spaces and case. */
export function appearance(name: string): string {
  if (/^[A-Za-z ]*$/u.test(name)) return name.toLowerCase().replaceAll('l', 'i')
  return (
    visible(name.replace(apostrophes, "'"))
      .normalize('NFKD')
      .toLowerCase()
      .replace(/[\p{Pd}−]/gu, '-')
      .replace(/[“”„‟]/gu, '"')
      .replace(/[l1|0\P{ASCII}]/gu, (letter) => models[others.indexOf(letter)] ?? letter)
      .replaceAll('\u0640', '')
      .replaceAll('เเ', 'แ')
      // Unicode leaves these marks of Thai and Lao in the order in which they were typed.
      .replace(/([\u0E4D\u0ECD])([\u0E48-\u0E4B\u0EC8-\u0ECB])/gu, '$2$1')
  )
}
