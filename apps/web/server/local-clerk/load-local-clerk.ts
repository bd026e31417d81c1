/** Loads the package of the local Clerk, which a production folder does not contain. */
export async function loadLocalClerk() {
  try {
    // oxlint-disable-next-line no-restricted-imports -- the one place that loads it, and only in local mode
    return await import('@roster/clerk-local')
  } catch (error) {
    if (Reflect.get(Object(error), 'code') !== 'ERR_MODULE_NOT_FOUND') throw error
    throw new Error(
      'The local Clerk is for development and not in this folder, so Roster did not start. Set the three CLERK_ keys of your instance.',
      { cause: error },
    )
  }
}
