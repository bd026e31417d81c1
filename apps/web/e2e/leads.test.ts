// One server and one browser, as in pages.test.ts. The tests of the page come last: they remove
// members that the others assign, and delete most leads.
import './leads/assign.ts'
import './leads/lost-answers.ts'
import './leads/page.ts'
