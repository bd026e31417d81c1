import type { ReactNode } from 'react'
import { useTitle } from './use-title.ts'

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
  useTitle(title)
  return (
    <div className="page">
      <div className="page__head">
        <h1 tabIndex={-1}>{title}</h1>
        {detail !== undefined && <div className="page__detail">{detail}</div>}
        {actions !== undefined && <div className="page__actions">{actions}</div>}
      </div>
      {children}
    </div>
  )
}
