/** The error does not quote the row, which may hold personal data. */
export function wrongRow(): Error {
  return new Error(
    'The database answered a row of another form than its statement promises, so no row was used. Look whether another version of Roster has changed the tables.',
  )
}
