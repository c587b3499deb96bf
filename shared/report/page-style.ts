// The report's style sheet: one column for screens and A4 print, system type, no network.

/** Colours of the charts that dark paper swallows → what stands there instead. */
const DARK: Record<string, string> = {
  '#24292f': '#e6edf3',
  '#57606a': '#9aa4af',
  '#afb8c1': '#484f58',
  '#e7ebef': '#262c33',
  '#0072b2': '#3d9fdc',
  '#000000': '#ffffff',
  '#7f3c8d': '#b57cc3',
  '#a5673f': '#c98d63',
  white: '#0d1117',
};

export const pageStyle = `
:root {
  --ink: #1f2328; --muted: #57606a; --line: #d8dee4; --faint: #f6f8fa;
  --accent: #0072b2; --accent-faint: #e8f2f9; --hit: #ffe8a3; --worse: #a63a00; --page: #fff;
  color-scheme: light dark;
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 48px 32px 72px; max-width: 1080px; color: var(--ink); background: var(--page);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif;
  font-variant-numeric: tabular-nums;
}
header { border-bottom: 1px solid var(--line); padding-bottom: 28px; }
.kicker { margin: 0 0 18px; color: var(--muted); font-size: 14px; letter-spacing: .02em; }
h1 { margin: 0; font-size: 15px; font-weight: 600; letter-spacing: .02em; }
.headline { margin: 14px 0 12px; font-size: 30px; line-height: 1.25; letter-spacing: -.012em; max-width: 31em; text-wrap: pretty; }
.headline strong { color: var(--accent); font-weight: 700; white-space: nowrap; }
.subline { margin: 0; color: var(--muted); max-width: 52em; }
h2 { margin: 56px 0 8px; font-size: 21px; line-height: 1.3; letter-spacing: -.005em; }
h3 { margin: 30px 0 4px; font-size: 16px; }
p { margin: 8px 0 16px; max-width: 50em; text-wrap: pretty; }
.lead { color: var(--muted); }
figure { margin: 20px 0 8px; }
figure svg { display: block; max-width: 100%; height: auto; }
figcaption, .caption { color: var(--muted); font-size: 14px; max-width: 56em; margin: 10px 0 0; text-wrap: pretty; }
.guide { margin: 8px 0 16px; max-width: 54em; }
.guide li { margin: 6px 0; }
.beside { display: flex; flex-wrap: wrap; gap: 12px 40px; align-items: center; }
.beside table { flex: 1 1 320px; }
.wide { overflow-x: auto; }
.scores { table-layout: fixed; min-width: 760px; }
.scores.protocols { min-width: 1000px; font-size: 13.5px; }
.scores.protocols td small, .scores.protocols th small { font-size: 11px; }
.scores.protocols th, .scores.protocols td { padding-right: 8px; }
.scores.protocols thead tr:first-child > th:first-child { width: 12%; }
.scores.leads { min-width: 900px; }
.scores.narrow { min-width: 0; max-width: 480px; }
.scores.every { min-width: 1160px; }
.scores thead tr:first-child > th:first-child { width: 19%; }
.scores.narrow { table-layout: auto; }
.scores.narrow th[scope="row"] { white-space: nowrap; }
.scores.strata thead th:nth-child(2) { width: 19%; }
.scores.strata thead tr:first-child > th:first-child { width: 11%; }
.scores.every thead tr:first-child > th:first-child { width: 7%; }
.scores.every thead th:nth-child(2) { width: 11%; }
table { border-collapse: collapse; width: 100%; font-size: 14.5px; line-height: 1.35; margin: 18px 0 6px; }
th, td { text-align: left; vertical-align: top; padding: 9px 12px 9px 0; font-weight: normal; }
thead th { color: var(--muted); font-size: 13px; vertical-align: bottom; padding-bottom: 7px; }
thead tr:last-child th, thead th[rowspan] { border-bottom: 1px solid var(--ink); }
tbody tr + tr > *, tbody + tbody > tr:first-child > * { border-top: 1px solid var(--line); }
td small, th small { display: block; color: var(--muted); font-size: 12px; font-weight: normal; }
.scores td, .scores thead th:not(:first-child), .scores thead tr + tr > th { text-align: right; }
.scores td { white-space: nowrap; }
.scores thead th.group { text-align: center; padding-left: 24px; padding-bottom: 2px; }
.scores th:last-child, .scores td:last-child { padding-right: 4px; }
.scores tr.model > th[scope="row"], .scores tr.model > td { background: var(--accent-faint); }
.scores tr.model > th[scope="row"] { color: var(--accent); font-weight: 700; padding-left: 8px; }
.scores:not(.strata) th[scope="row"], .scores:not(.strata) thead th:first-child { padding-left: 8px; }
.scores.strata thead th:nth-child(2) { text-align: left; padding-left: 8px; }
.scores.strata th[scope="row"] { padding-left: 8px; }
.scores.strata th[scope="rowgroup"] { font-weight: 600; }
.scores td.better { color: var(--accent); font-weight: 600; }
.scores td.worse { color: var(--worse); font-weight: 600; }
td.even { color: var(--muted); }
details { margin: 14px 0 0; }
summary { cursor: pointer; color: var(--accent); font-size: 14.5px; }
.example { border-top: 1px solid var(--line); padding: 16px 0 18px; break-inside: avoid; }
.example h3 { margin: 0; overflow-wrap: anywhere; }
.facts { margin: 4px 0 10px; color: var(--muted); font-size: 14px; max-width: none; }
.facts span:not(:last-child)::after { content: " · "; }
.facts b { color: var(--ink); }
dl { display: grid; grid-template-columns: 7.5em 1fr; gap: 5px 16px; margin: 0; font-size: 13.5px; line-height: 1.6; }
dt { color: var(--muted); }
dt small { font-size: inherit; color: var(--ink); font-weight: 600; }
dd { margin: 0; overflow-wrap: anywhere; }
mark { background: var(--hit); color: inherit; padding: 1px 3px; margin: 0 -1px; border-radius: 3px; font-weight: 600; }
dd mark, dd span { white-space: nowrap; }
dd small { color: var(--muted); font-size: 11px; }
dd mark small { color: inherit; font-weight: 400; }
dd em { color: var(--muted); }
ul { list-style: none; margin: 0; padding: 0; }
.journey b { font-weight: 600; }
.journey .counts li { display: inline-block; margin-right: 16px; }
.journey th[scope="row"] { white-space: nowrap; }
.journey th[scope="row"], .provenance th[scope="row"] { font-weight: 600; padding-right: 24px; }
.journey td:nth-child(2) { width: 44%; }
.journey .notes { color: var(--muted); }
.journey .notes b { color: var(--ink); }
.provenance { font-size: 13px; }
.provenance.stages th[scope="row"] { white-space: nowrap; }
.provenance.sources th[scope="row"] { overflow-wrap: anywhere; }
.provenance .number { text-align: right; white-space: nowrap; }
.provenance thead th:nth-child(4), .provenance thead th:nth-child(5) { text-align: right; }
.pairs li { display: inline-block; margin-right: 12px; color: var(--muted); }
.pairs b { color: var(--ink); font-weight: 600; }
code, .hash { font: 12px/1.5 ui-monospace, "SF Mono", Menlo, "Liberation Mono", monospace; }
.hash { overflow-wrap: anywhere; }
footer { margin-top: 56px; padding-top: 16px; border-top: 1px solid var(--line); color: var(--muted); font-size: 14px; }
@media (max-width: 720px) {
  body { padding: 28px 18px 48px; }
  .headline { font-size: 24px; }
  dl { grid-template-columns: 1fr; gap: 0; }
  dd { margin-bottom: 8px; }
  figure { overflow-x: auto; }
  figure svg { min-width: 680px; }
  figure.square svg { min-width: 0; }
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --ink: #e6edf3; --muted: #9aa4af; --line: #30363d; --faint: #161b22;
    --accent: #58b1e8; --accent-faint: #12283a; --hit: #5c4a00; --worse: #ff9a66; --page: #0d1117;
  }
  /* Charts are drawn for light paper; their inks are exchanged by colour. */
${darkCharts()}}
@page { size: A4; margin: 16mm 15mm 18mm; }
@media print {
  body { padding: 0; max-width: none; font-size: 9.5pt; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  .headline { font-size: 19pt; }
  h2 { font-size: 13.5pt; margin-top: 26px; break-after: avoid; }
  h3 { break-after: avoid; }
  table { font-size: 8.4pt; }
  thead th, td small, th small { font-size: 7.4pt; }
  th, td { padding: 5px 7px 5px 0; }
  p { max-width: none; break-inside: avoid; }
  section.chart { break-inside: avoid; }
  .lead { break-after: avoid; }
  figure, tr, .scores tbody { break-inside: avoid; }
  .scores { min-width: 0; }
  figcaption, .caption, .facts, dl { font-size: 8.6pt; }
  .provenance, code, .hash { font-size: 7.2pt; }
  .wide { overflow: visible; }
  summary { display: none; }
}
`;

function darkCharts(): string {
  return Object.entries(DARK)
    .flatMap(([light, dark]) =>
      ['fill', 'stroke'].map(
        paint => `  figure svg [${paint}="${light}"] { ${paint}: ${dark}; }\n`,
      ),
    )
    .join('');
}
