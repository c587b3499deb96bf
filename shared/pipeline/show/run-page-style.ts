// The run page's style sheet: screens light and dark, and print; system type, no network.

export const runPageStyle = `
:root {
  --ink: #1f2328; --muted: #59636e; --line: #d8dee4; --faint: #f4f6f8; --ground: #fff;
  --accent: #0072b2; --good: #1a7f4b; --bad: #b3261e; --bad-faint: #fdf0ee;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --ink: #e4e8ec; --muted: #9aa5b1; --line: #343b43; --faint: #1d2329; --ground: #13171b;
    --accent: #5cb3e8; --good: #5fc990; --bad: #ff8a80; --bad-faint: #2c1917;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 44px 32px 64px; max-width: 1180px; color: var(--ink); background: var(--ground);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif;
  font-variant-numeric: tabular-nums;
}
header { border-bottom: 1px solid var(--line); padding-bottom: 20px; }
.kicker { margin: 0 0 8px; color: var(--muted); font-size: 14px; }
h1 { margin: 0; font-size: 26px; line-height: 1.25; letter-spacing: -.01em; }
.subline { margin: 8px 0 0; color: var(--muted); }
h2 { margin: 36px 0 10px; font-size: 18px; }
a { color: var(--accent); text-decoration: none; }
a:hover { text-decoration: underline; }
.wide { overflow-x: auto; }
.failure { margin: 24px 0 0; padding: 14px 20px 6px; border-left: 4px solid var(--bad); background: var(--bad-faint); border-radius: 0 6px 6px 0; }
.failure h2 { margin: 0; color: var(--bad); }
.failure p { margin: 6px 0 10px; overflow-wrap: anywhere; }
pre { margin: 0 0 10px; padding: 10px 12px; background: var(--ground); border: 1px solid var(--line); border-radius: 4px; overflow-x: auto; font: 12.5px/1.5 ui-monospace, "SF Mono", Menlo, "Liberation Mono", monospace; }
.gantt { display: block; width: 100%; min-width: 640px; height: auto; }
.gantt text { font-size: 12.5px; fill: var(--ink); dominant-baseline: central; }
.gantt .time { font-size: 11.5px; fill: var(--muted); text-anchor: middle; }
.gantt .spent { fill: var(--muted); stroke: var(--ground); stroke-width: 4px; stroke-linejoin: round; paint-order: stroke; }
.gantt .tick { stroke: var(--line); }
.gantt .bar { fill: var(--accent); }
.gantt .bad { fill: var(--bad); }
table { border-collapse: collapse; width: 100%; font-size: 14px; line-height: 1.4; }
th, td { text-align: left; vertical-align: top; padding: 9px 18px 9px 0; font-weight: normal; }
thead th { color: var(--muted); font-size: 13px; border-bottom: 1px solid var(--ink); padding-bottom: 6px; }
tbody tr + tr > * { border-top: 1px solid var(--line); }
tbody th { font-weight: 600; white-space: nowrap; }
.number { text-align: right; white-space: nowrap; }
.number + td:not(.number), .number + th:not(.number) { padding-left: 12px; }
.earlier { color: var(--muted); }
.state { white-space: nowrap; }
.state::before { content: ""; display: inline-block; width: 8px; height: 8px; margin-right: 7px; border-radius: 50%; background: var(--muted); }
.state.ran::before { background: var(--accent); }
.state.up-to-date::before { background: var(--good); }
.state.failed, .state.running { color: var(--bad); font-weight: 600; }
.state.failed::before, .state.running::before { background: var(--bad); border-radius: 1px; }
.state.not-run, .state.waiting { color: var(--muted); }
.state.not-run::before, .state.waiting::before { background: none; border: 1px solid var(--muted); }
.why { color: var(--muted); min-width: 11em; overflow-wrap: anywhere; }
.warning { color: var(--bad); }
.holds { min-width: 9em; }
ul { list-style: none; margin: 0; padding: 0; }
.outputs li { white-space: nowrap; }
.outputs small { color: var(--muted); font-size: 12px; }
.outputs .about a { color: var(--muted); font-size: 13px; margin-right: 8px; }
@media (max-width: 720px) { body { padding: 24px 16px 40px; } h1 { font-size: 21px; } }
@page { size: A4 landscape; margin: 14mm; }
@media print {
  body { padding: 0; max-width: none; font-size: 9.5pt; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  h2 { break-after: avoid; }
  table { font-size: 8.4pt; }
  tr, .failure, figure { break-inside: avoid; }
  .wide { overflow: visible; }
  a { color: inherit; }
}
`;
