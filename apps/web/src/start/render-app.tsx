import { StrictMode, type ComponentProps } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from '../app.tsx'

export function renderApp(props: ComponentProps<typeof App>): void {
  const root = document.getElementById('root')
  if (!root) return
  createRoot(root).render(
    <StrictMode>
      <App {...props} />
    </StrictMode>,
  )
}
