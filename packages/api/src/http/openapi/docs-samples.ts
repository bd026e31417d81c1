/** A placeholder for the server’s address, which only the browser knows. */
export const SERVER = 'https://roster.example.com'

type Call = { method: string; path: string; body: unknown }

/** One call in three languages; the key comes from the environment. */
export function samplesOf({ method, path, body }: Call): Record<'curl' | 'JavaScript' | 'Python', string> {
  const url = SERVER + path
  const sent = body === undefined ? null : JSON.stringify(body)
  return {
    curl: [
      `curl --compressed '${url}'`,
      `  -H "Authorization: Bearer $ROSTER_KEY"`,
      ...(sent === null ? [] : [`  -H 'Content-Type: application/json'`, `  -d '${sent}'`]),
    ].join(' \\\n'),
    JavaScript: [
      `const response = await fetch('${url}', {`,
      ...(sent === null ? [] : [`  method: '${method.toUpperCase()}',`]),
      '  headers: {',
      '    Authorization: `Bearer ${process.env.ROSTER_KEY}`,',
      ...(sent === null ? [] : [`    'Content-Type': 'application/json',`]),
      '  },',
      ...(sent === null ? [] : [`  body: JSON.stringify(${sent}),`]),
      '})',
      'if (!response.ok) throw new Error(await response.text())',
      'const people = await response.json()',
    ].join('\n'),
    Python: [
      'import os, requests',
      '',
      `response = requests.${method}(`,
      `    "${url}",`,
      `    headers={"Authorization": f"Bearer {os.environ['ROSTER_KEY']}"},`,
      ...(sent === null ? [] : [`    json=${sent},`]),
      '    timeout=10,',
      ')',
      'response.raise_for_status()',
      'people = response.json()',
    ].join('\n'),
  }
}
