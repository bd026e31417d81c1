/** The placeholder of Clerk's form while it loads. */
export function FormSkeleton() {
  return (
    <div className="panel form-skeleton">
      <p role="status" className="visually-hidden">
        Loading the sign-in form…
      </p>
      <span className="skeleton" style={{ inlineSize: '9rem' }} aria-hidden="true" />
      <span className="skeleton" style={{ inlineSize: '14rem' }} aria-hidden="true" />
      <span className="skeleton form-skeleton__control" aria-hidden="true" />
      <span className="skeleton form-skeleton__control" aria-hidden="true" />
    </div>
  )
}
