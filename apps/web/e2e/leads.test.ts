// One server and one browser, as in pages.test.ts. The tests of changes come last: they remove
// members that the others assign, and delete most leads.
import './leads/assign.ts'
import './leads/lost-answers.ts'
import './leads/view.ts'
import './leads/changes.ts'
