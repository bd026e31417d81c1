const numbers = new Intl.NumberFormat('en')

/** “1,000 people”, or “12 of 1,000 people” where not all are shown. */
export function countLabel(shown: number, all: number, one = 'person', many = 'people'): string {
  const whole = `${numbers.format(all)} ${all === 1 ? one : many}`
  return shown === all ? whole : `${numbers.format(shown)} of ${whole}`
}
