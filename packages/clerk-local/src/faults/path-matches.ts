const wildcards: Record<string, string> = { '**': '.*', '*': '[^/]*' }

/** `*` matches a part of one segment, `**` anything. Only a pattern with `?` is matched against the query. */
export function pathMatches(pattern: string, url: { pathname: string; search: string }): boolean {
  const parts = pattern.split(/(\*+)/).map((part) => wildcards[part] ?? part.replaceAll(/[^\w/]/g, '\\$&'))
  return new RegExp(`^${parts.join('')}$`).test(url.pathname + (pattern.includes('?') ? url.search : ''))
}
