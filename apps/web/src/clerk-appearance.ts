/** Gives Clerk's components the colours of the page, which follow the system's colour scheme. */
export const clerkAppearance = {
  // The page's style sheets come after this layer and override it.
  cssLayerName: 'clerk',
  variables: {
    colorPrimary: 'var(--brand)',
    colorPrimaryForeground: 'var(--on-brand)',
    colorDanger: 'var(--danger)',
    colorSuccess: 'var(--success)',
    colorWarning: 'var(--warning)',
    colorNeutral: 'var(--ink)',
    colorForeground: 'var(--ink)',
    colorMutedForeground: 'var(--ink-soft)',
    colorMuted: 'var(--surface-sunken)',
    colorBackground: 'var(--surface)',
    colorInput: 'var(--surface)',
    colorInputForeground: 'var(--ink)',
    colorRing: 'var(--focus)',
    borderRadius: '0.5rem',
    fontFamily: 'inherit',
  },
} as const
