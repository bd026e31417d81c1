const days = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' })

/** The day of an ISO time, in the visitor's locale. */
export function formatDay(time: string): string {
  return days.format(new Date(time))
}
