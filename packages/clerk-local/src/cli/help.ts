export const help = `clerk: change the running local Clerk, and watch the app follow.

  clerk organizations                             all organizations
  clerk users [organization]                      its first 500 people (acme)
  clerk create EMAIL [FIRST] [LAST]               a user, with the demo password
  clerk rename EMAIL [FIRST] [LAST]               another name, or none
  clerk ban EMAIL | clerk unban EMAIL             a ban ends all sessions
  clerk delete EMAIL                              the user, and every membership
  clerk add EMAIL ORGANIZATION [admin]            a membership
  clerk remove EMAIL ORGANIZATION                 ends it
  clerk role EMAIL ORGANIZATION admin|member      another role
  clerk revoke EMAIL                              ends the user's sessions
  clerk faults [NAME=VALUE ...]                   shows or sets what goes wrong on purpose
  clerk help

Examples:
  clerk rename bob@acme.test Robert "O'Brien"
  clerk remove bob@acme.test acme
  clerk faults webhookDropChance=0.2 webhookReorder=true seed=7
  clerk faults webhookDropChance=0 webhookReorder=false`
