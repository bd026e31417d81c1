import type { ReactNode } from 'react'

type NoticeProps = {
  title: string
  /** What the message means and what to do. */
  children: ReactNode
  actions?: ReactNode
  /** `problem` is announced at once, `waiting` when the screen reader pauses. */
  tone?: 'plain' | 'waiting' | 'problem'
}

/** A message in place of missing content. */
export function Notice({ title, children, actions, tone = 'plain' }: NoticeProps) {
  const role = tone === 'problem' ? 'alert' : tone === 'waiting' ? 'status' : undefined
  return (
    <section className="notice" data-tone={tone}>
      <div role={role}>
        <h2>{title}</h2>
        <p className="notice__text">{children}</p>
      </div>
      {actions !== undefined && <div className="notice__actions">{actions}</div>}
    </section>
  )
}
