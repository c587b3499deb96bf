// What the page on cells adds to the report's style: a table of many columns, and two blues that stay apart in the dark.

export const cellStyle = `
.scores.generation { min-width: 1000px; }
.alarm { border-left: 4px solid var(--worse); padding: 6px 14px; background: var(--faint); }
.scores.types { min-width: 980px; }
.scores.types th:last-child { width: 30%; text-align: left; }
.scores td.genes { text-align: left; font-size: 13px; white-space: normal; }
@media screen and (prefers-color-scheme: dark) {
  figure svg [fill="#56b4e9"] { fill: #b9e1fb; }
  figure svg [stroke="#56b4e9"] { stroke: #b9e1fb; }
}
`;
