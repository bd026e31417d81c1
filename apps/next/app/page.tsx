export default function Home() {
  return <h1>Roster in Next.js</h1>
}
