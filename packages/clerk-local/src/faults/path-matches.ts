const wildcards: Record<string, string> = { '**': '.*', '*': '[^/]*' }

/** `*` stands for a part of one segment, `**` for anything. Only a pattern with `?` looks at the query. */
export function pathMatches(pattern: string, url: { pathname: string; search: string }): boolean {
  const parts = pattern.split(/(\*+)/).map((part) => wildcards[part] ?? part.replaceAll(/[^\w/]/g, '\\$&'))
  return new RegExp(`^${parts.join('')}$`).test(url.pathname + (pattern.includes('?') ? url.search : ''))
}
