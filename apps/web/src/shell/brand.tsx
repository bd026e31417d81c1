import { Link } from 'wouter'

export function Brand() {
  return (
    <Link href="/" className="brand">
      <img src="/favicon.svg" alt="" width="24" height="24" />
      Roster
    </Link>
  )
}
