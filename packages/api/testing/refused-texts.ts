/** Values that every input refuses where it takes a text, a number of days or a version: the database stores none of them. */
export const refusedTexts = [
  'a\0b',
  '\0',
  'abc\ud800',
  '\udc00abc',
  'x\udc00\ud800y',
  2 ** 31,
  2 ** 53,
  -1,
  0,
  1.5,
  {},
  [],
  true,
]
