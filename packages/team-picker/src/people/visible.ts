// Characters that look like a space, such as Hangul fillers and the Braille blank.
const blank = /[\u115F\u1160\u2800\u3164\uFFA0\u{13441}\u{13442}\u{1D159}]/gu
const ignorable = /[\p{DI}\uFFF9-\uFFFB]/gu
// Joiners and variation selectors are invisible too, but they shape the visible characters beside them.
const shapeless = /(?!\u200C|\u200D|\p{VS}|[\u{E0020}-\u{E007F}])[\p{DI}\uFFF9-\uFFFB]/gu
const printable = /^[!-~À-ɏ]+(?: [!-~À-ɏ]+)*$/u

function clean(text: string, unseen: RegExp): string {
  return text
    .replace(blank, ' ')
    .replace(unseen, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
}

/** The visible characters of a text, with each gap as one space. */
export function visible(text: string): string {
  return printable.test(text) ? text : clean(text, ignorable)
}

/** A text as it is displayed, empty if nothing of it is visible. */
export function presentable(text: string): string {
  return printable.test(text) ? text : visible(text) && clean(text, shapeless)
}
