import Link from 'next/link'

export default function Home() {
  return (
    <>
      <h1>Roster in Next.js</h1>
      <Link href="/team">Team</Link> <Link href="/pick">Pick</Link> <Link href="/tasks">Tasks</Link>
    </>
  )
}
