// Starting a server and a browser and signing in takes longer than most of these tests, so they share them.
import './pages/appearance.ts'
import './pages/docs.ts'
import './pages/shell.ts'
import './pages/weight.ts'
import './pages/states.ts'
// Its key stays, revoked.
import './pages/lost-answers.ts'
// The last two switch the organization and add a member.
import './pages/directory.ts'
import './pages/invitation.ts'
