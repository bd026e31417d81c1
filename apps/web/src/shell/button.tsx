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
