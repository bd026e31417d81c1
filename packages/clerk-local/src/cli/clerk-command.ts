import { z } from 'zod'
import type { Connection } from './connection.ts'
import { help } from './help.ts'

const user = z.object({
  id: z.string(),
  first_name: z.string().nullable(),
  last_name: z.string().nullable(),
  banned: z.boolean(),
  email_addresses: z.array(z.object({ email_address: z.string() })),
})
const organizations = z.object({
  data: z.array(z.object({ id: z.string(), slug: z.string(), name: z.string(), members_count: z.number() })),
})
const organization = z.object({ id: z.string() })
const sessions = z.array(z.object({ id: z.string() }))

/** The commands of `clerk`, to change the local Clerk by hand and watch the app follow. */
export async function clerkCommand(
  connect: () => Connection,
  [name = 'help', ...args]: readonly string[],
): Promise<string> {
  if (name === 'help') return help
  const { call } = connect()
  const [first = '', second = '', third = ''] = args
  const id = async (email: string) => (await findUser(email)).id

  async function findUser(email: string) {
    const [found] = await call('GET', `/bapi/v1/users?email_address=${encodeURIComponent(email)}`, z.array(user))
    if (found === undefined)
      throw new Error(`No user has the address ${email}, so nothing was changed. List the users with: clerk users acme`)
    return found
  }

  switch (name) {
    case 'organizations': {
      const { data } = await call(
        'GET',
        '/bapi/v1/organizations?limit=100&order_by=%2Bcreated_at&include_members_count=true',
        organizations,
      )
      return data
        .map(({ slug, name: title, members_count: members }) => `${slug}\t${title}\t${members} members`)
        .join('\n')
    }
    case 'users': {
      const { id: organizationId } = await call('GET', `/bapi/v1/organizations/${first || 'acme'}`, organization)
      const people = await call(
        'GET',
        `/bapi/v1/users?organization_id=${organizationId}&limit=500&order_by=%2Bcreated_at`,
        z.array(user),
      )
      return people.map(line).join('\n')
    }
    case 'create':
      return line(
        await call('POST', '/bapi/v1/users', user, {
          email_address: [first],
          first_name: second || null,
          last_name: third || null,
          password: 'roster-demo',
        }),
      )
    case 'rename':
      return line(
        await call('PATCH', `/bapi/v1/users/${await id(first)}`, user, {
          first_name: second || null,
          last_name: third || null,
        }),
      )
    case 'ban':
    case 'unban':
    case 'lock':
    case 'unlock':
      return line(await call('POST', `/bapi/v1/users/${await id(first)}/${name}`, user))
    case 'deprovision':
    case 'reprovision': {
      const deprovisioned = name === 'deprovision'
      await call('PUT', `/control/users/${await id(first)}`, z.unknown(), { deprovisioned })
      return `${first} is ${deprovisioned ? 'deprovisioned' : 'active again'}.`
    }
    case 'delete':
      await call('DELETE', `/bapi/v1/users/${await id(first)}`, z.unknown())
      return `${first} is deleted.`
    case 'add':
      await call('POST', `/bapi/v1/organizations/${second}/memberships`, z.unknown(), {
        user_id: await id(first),
        role: role(third),
      })
      return `${first} is now a member of ${second}.`
    case 'remove':
      await call('DELETE', `/bapi/v1/organizations/${second}/memberships/${await id(first)}`, z.unknown())
      return `${first} has left ${second}.`
    case 'role':
      await call('PATCH', `/bapi/v1/organizations/${second}/memberships/${await id(first)}`, z.unknown(), {
        role: role(third),
      })
      return `${first} is now ${third} of ${second}.`
    case 'revoke': {
      const found = await call('GET', `/bapi/v1/sessions?user_id=${await id(first)}&status=active&limit=500`, sessions)
      for (const session of found) await call('POST', `/bapi/v1/sessions/${session.id}/revoke`, z.unknown())
      return `${found.length} sessions of ${first} are revoked.`
    }
    case 'faults': {
      const answer = await (args.length === 0
        ? call('GET', '/control/faults', z.unknown())
        : first === 'none'
          ? call('DELETE', '/control/faults', z.unknown())
          : call('PUT', '/control/faults', z.unknown(), Object.fromEntries(args.map(setting))))
      return JSON.stringify(answer, undefined, 2)
    }
    case 'webhook':
      await call('POST', '/control/webhooks', z.unknown(), parsed(first))
      return 'The event is sent.'
    case 'other-instance':
      return JSON.stringify(await call('POST', '/control/other-instance', z.unknown()), undefined, 2)
    default:
      throw new Error(`There is no command ${name}. Nothing was changed. See: clerk help`)
  }
}

function role(name: string): string {
  return name === 'admin' ? 'org:admin' : 'org:member'
}

function setting(text: string): [string, unknown] {
  const [name = '', ...value] = text.split('=')
  return [name, parsed(value.join('=') || 'null')]
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error(`${text} is not JSON, so nothing was changed. Put it in single quotes, with names in double ones.`)
  }
}

function line({ id, banned, ...one }: z.output<typeof user>): string {
  const name = [one.first_name, one.last_name].filter((part) => part !== null).join(' ')
  const addresses = one.email_addresses.map(({ email_address: address }) => address).join(', ')
  return [id, name || '(no name)', addresses, banned ? 'banned' : ''].join('\t').trimEnd()
}
