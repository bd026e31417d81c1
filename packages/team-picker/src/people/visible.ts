// Characters that look like a space though they are none, such as Hangul fillers and the Braille blank.
const blank = /[\u115F\u1160\u2800\u3164\uFFA0\u{13441}\u{13442}\u{1D159}]/gu
const ignorable = /[\p{DI}\uFFF9-\uFFFB]/gu
// What joins letters and chooses the shape of emoji can't be seen either, but matters beside what can.
const shapeless = /(?!\u200C|\u200D|\p{VS}|[\u{E0020}-\u{E007F}])[\p{DI}\uFFF9-\uFFFB]/gu
const printable = /^[!-~À-ɏ]+(?: [!-~À-ɏ]+)*$/u

function clean(text: string, unseen: RegExp): string {
  return text
    .replace(blank, ' ')
    .replace(unseen, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
}

/** Only what can be seen of a text, each gap as one space. */
export function visible(text: string): string {
  return printable.test(text) ? text : clean(text, ignorable)
}

/** A text fit to be shown, empty where there is nothing to see. */
export function presentable(text: string): string {
  return printable.test(text) ? text : visible(text) && clean(text, shapeless)
}
