// One server and one browser, as in pages.test.ts. The tests of the page remove members and delete most leads.
import './leads/assign.ts'
import './leads/page.ts'
