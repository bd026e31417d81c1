/** The error does not quote the row, which may hold personal data. */
export function wrongRow(): Error {
  return new Error(
    'The database returned a row of another form than its statement declares, so no row was used. Check whether another version of Roster has changed the tables.',
  )
}
