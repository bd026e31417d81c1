export const help = `clerk: change the running local Clerk, and watch the app follow. Outside this repository: npx @roster/clerk-local

  clerk start [--webhook URL]                     starts it, and prints the variables for an app
  clerk token [EMAIL] [ORGANIZATION|none]         a session token, valid for a minute
  clerk organizations                             all organizations
  clerk users [organization]                      its first 500 people (acme)
  clerk create EMAIL [FIRST] [LAST]               a user, with the demo password
  clerk rename EMAIL [FIRST] [LAST]               another name, or none
  clerk ban EMAIL | clerk unban EMAIL             a ban ends all sessions
  clerk deprovision EMAIL | clerk reprovision EMAIL  as Directory Sync does; ends all sessions
  clerk lock EMAIL | clerk unlock EMAIL           a lock only prevents the next sign-in
  clerk delete EMAIL                              the user, and every membership
  clerk add EMAIL ORGANIZATION [admin]            a membership
  clerk remove EMAIL ORGANIZATION                 ends it
  clerk role EMAIL ORGANIZATION admin|member      another role
  clerk revoke EMAIL                              ends the user's sessions
  clerk webhook '{"type":…,"data":{…}}'           sends this event, signed; "instance_id" sets the instance
  clerk other-instance                            the keys of a second instance, to try wrong keys
  clerk faults [NAME=JSON ...]                    shows or sets faults
  clerk faults none                               removes all faults
  clerk help
With each: --port (CLERK_LOCAL_PORT, 3100) and --data FOLDER (DATA_DIR, .data)

Faults of webhooks:
  webhookDropChance, webhookDuplicateChance       between 0 and 1
  webhookDelayMs=[0,500]                          each is delayed by a time between the two
  webhookReorder=true                             up to five at once are shuffled
Faults of the Backend API:
  apiErrorChance, apiRateLimitChance              between 0 and 1: 500, or 429 with apiRetryAfterSeconds
  apiLatencyMs, apiHang=true                      late, or never
  apiStaleMs=60000                                reads return data of that age
  apiMaxOffset=1000                               lists refuse a larger offset
  apiAnswers=[{"path","status","body"}]           replaces the answer; in a path * is a part of
                                                  a segment and ** anything; "method" narrows it
Faults of both:
  oddRecords=[{"record","field","value"}]         a field of a record (its id, or "user", "organization",
                                                  "organization_membership" for all) has that value;
                                                  without "value" it is missing. "in" is "api", "webhooks"
                                                  or the type of an event
  clockAheadMs=60000                              shifts the times of tokens, webhooks and answers
  sessionTokenVersion=1                           the claims of instances from before 2025
  seed=7                                          the same requests and events fail in every run
Each of apiAnswers and oddRecords expires after "times" uses or "forMs" milliseconds, if given.

Examples:
  clerk rename bob@acme.test Robert "O'Brien"
  clerk faults webhookDropChance=0.2 webhookReorder=true seed=7
  clerk faults 'apiAnswers=[{"path":"/v1/organizations/*","status":404,"times":1}]'
  clerk faults 'apiAnswers=[{"path":"**","status":404,"forMs":60000}]'
  clerk faults 'oddRecords=[{"record":"user_…","field":"updated_at","value":null}]'
  clerk faults 'oddRecords=[{"record":"organization_membership","field":"public_user_data","in":"organizationMembership.deleted"}]'
  clerk faults none`
