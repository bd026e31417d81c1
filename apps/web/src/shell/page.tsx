import type { ReactNode } from 'react'

type PageProps = {
  title: string
  /** Shown beside the heading: a count or a name. */
  detail?: ReactNode
  /** The actions of the page. */
  actions?: ReactNode
  children: ReactNode
}

/** One page: its title in the tab, its only h1, its actions and its content. */
export function Page({ title, detail, actions, children }: PageProps) {
  return (
    <div className="page">
      <title>{`${title} · Roster`}</title>
      <div className="page__head">
        <h1 tabIndex={-1}>{title}</h1>
        {detail !== undefined && <div className="page__detail">{detail}</div>}
        {actions !== undefined && <div className="page__actions">{actions}</div>}
      </div>
      {children}
    </div>
  )
}
