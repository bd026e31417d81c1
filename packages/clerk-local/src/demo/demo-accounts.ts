export const demoPassword = 'roster-demo'

export const demoAccounts = [
  { email: 'alice@acme.test', password: demoPassword, note: 'admin of acme, globex and initech' },
  { email: 'bob@acme.test', password: demoPassword, note: 'member of acme and globex' },
  { email: 'dana@acme.test', password: demoPassword, note: 'member of acme, signs in with a second address' },
  { email: 'nora@nobody.test', password: demoPassword, note: 'belongs to no organization' },
  { email: 'penny@pending.test', password: demoPassword, note: 'has to reset the password: the session stays pending' },
]
