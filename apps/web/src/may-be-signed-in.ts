/** Whether Clerk's cookie has the time of a sign-in in this browser. Without one a visitor need not wait for Clerk. */
export function mayBeSignedIn(): boolean {
  return /(^|; )__client_uat(_[^=]*)?=[1-9]/.test(document.cookie)
}
