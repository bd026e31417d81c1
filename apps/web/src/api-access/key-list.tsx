import { useState } from 'react'
import { Button } from '../shell/button.tsx'
import { Notice } from '../shell/notice.tsx'
import { formatDay } from '../team/person/format-day.ts'
import { keyState, type ApiKey } from './key-state.ts'
import { RevokeDialog } from './revoke-dialog.tsx'

export function KeyList({ keys }: { keys: readonly ApiKey[] }) {
  const [now] = useState(() => Date.now())
  const [revoking, setRevoking] = useState<ApiKey | null>(null)
  if (keys.length === 0) {
    return <Notice title="No API keys yet">Create one above to read this list from a script or another service.</Notice>
  }
  return (
    <>
      <div className="table-box">
        <table className="table" aria-label="API keys">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">State</th>
              <th scope="col">Created</th>
              <th scope="col">Expires</th>
              <th scope="col">Last used</th>
              <th scope="col">
                <span className="visually-hidden">Revoke</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {keys.map((key) => (
              <KeyRow key={key.id} apiKey={key} state={keyState(key, now)} onRevoke={() => setRevoking(key)} />
            ))}
          </tbody>
        </table>
      </div>
      {revoking && <RevokeDialog apiKey={revoking} onClose={() => setRevoking(null)} />}
    </>
  )
}

type KeyRowProps = { apiKey: ApiKey; state: ReturnType<typeof keyState>; onRevoke: () => void }

function KeyRow({ apiKey, state, onRevoke }: KeyRowProps) {
  const { name, createdAt, expiresAt, lastUsedAt } = apiKey
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>
        <span className={state === 'Active' ? 'badge' : 'badge badge--gone'}>{state}</span>
      </td>
      <td data-label="Created">{formatDay(createdAt)}</td>
      <td data-label="Expires">{expiresAt === null ? 'Never' : formatDay(expiresAt)}</td>
      <td data-label="Last used">{lastUsedAt === null ? 'Never' : formatDay(lastUsedAt)}</td>
      <td className="table__action">
        {state === 'Active' && (
          <Button small look="danger" aria-label={`Revoke ${name}`} onClick={onRevoke}>
            Revoke
          </Button>
        )}
      </td>
    </tr>
  )
}
