import type { ComponentProps } from 'react'

type ButtonProps = ComponentProps<'button'> & {
  look?: 'primary' | 'danger'
  small?: boolean
  /** While true, the button keeps the focus and a press does nothing. */
  busy?: boolean
}

export function Button({ look, small, busy, className, onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      aria-disabled={busy}
      {...rest}
      className={['button', look && `button--${look}`, small && 'button--small', className].filter(Boolean).join(' ')}
      onClick={busy ? (event) => event.preventDefault() : onClick}
    />
  )
}

const shapes = {
  download: 'M8 2v8M4.8 7 8 10.2 11.2 7M2.5 13.5h11',
  plus: 'M8 3v10M3 8h10',
  chevron: 'M4.5 6.5 8 10l3.5-3.5',
} as const

/** Drawn in the color of the text beside it. */
export function Icon({ name }: { name: keyof typeof shapes }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={shapes[name]} />
    </svg>
  )
}
