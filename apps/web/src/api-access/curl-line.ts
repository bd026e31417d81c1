/** The command that reads the list with a key, ready for a shell. */
export function curlLine(origin: string, key: string): string {
  return `curl -H 'Authorization: Bearer ${key}' '${origin}/api/v1/entities/users'`
}
