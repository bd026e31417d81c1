export const docsStyle = `
:root {
  color-scheme: light dark;
  --ground: #f6f6f9; --surface: #fff; --sunken: #f0f0f5; --line: #e3e3ec; --edge: #8b8b9e;
  --ink: #1a1a27; --soft: #5c5c70; --brand: #4f46e5; --link: #4338ca;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #111118; --surface: #191922; --sunken: #22222d; --line: #2d2d3a; --edge: #737389;
    --ink: #ededf4; --soft: #a6a6ba; --brand: #665ef0; --link: #aca8ff;
  }
}
* { box-sizing: border-box; }
html { background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; scroll-padding: 1rem; }
body { max-width: 56rem; margin: auto; padding: 2rem clamp(1rem, 4vw, 2rem) 4rem; }
h1, h2, h3 { line-height: 1.2; text-wrap: balance; }
h2 { margin: 3rem 0 0.75rem; }
h3 { margin: 1.5rem 0 0.5rem; }
.panel :is(h2, h3) { margin-top: 0; }
a { color: var(--link); }
nav ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; padding: 0; list-style: none; }
nav a { display: inline-block; padding-block: 0.25rem; }
code, pre, textarea { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 0.875em; }
code { overflow-wrap: anywhere; }
pre { max-height: 28rem; margin: 0.5rem 0; padding: 0.875rem 1rem; overflow: auto; border-radius: 0.5rem; background: var(--sunken); }
.panel { margin-block: 1.5rem; padding: 1.25rem; border: 1px solid var(--line); border-radius: 0.625rem; background: var(--surface); }
.path { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem; }
.method { padding: 0.125rem 0.5rem; border-radius: 0.375rem; background: var(--brand); color: #fff; font-size: 0.8125rem; font-weight: 700; }
.soft { margin: 0.125rem 0 0.75rem; color: var(--soft); font-size: 0.875rem; }
label { display: block; font-weight: 500; }
label .soft { font-weight: 400; }
input, select, textarea, button { min-height: 2.5rem; padding: 0.375rem 0.75rem; border: 1px solid var(--edge); border-radius: 0.5rem; background: var(--surface); color: inherit; font: inherit; }
input, select, textarea { width: 100%; }
::placeholder { color: var(--soft); opacity: 1; }
button { cursor: pointer; }
button[type='submit'] { border-color: var(--brand); background: var(--brand); color: #fff; font-weight: 500; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.sample { position: relative; }
.sample pre { padding-right: 6rem; }
.sample button { position: absolute; top: 0.375rem; right: 0.375rem; min-height: 2rem; padding-block: 0.125rem; }
details { border-bottom: 1px solid var(--line); }
summary { padding-block: 0.5rem; cursor: pointer; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: 0.375rem 1rem 0.375rem 0; border-bottom: 1px solid var(--line); text-align: start; vertical-align: top; }
dt { margin-top: 0.5rem; }
dd { margin: 0; color: var(--soft); font-size: 0.875rem; }
`
