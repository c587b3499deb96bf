// The page in the dark: the report's colours exchanged where the reader's system asks for it, charts included.
import {INK, MUTED} from '../report/chart-theme.ts';

/** Inks of charts drawn for light paper → their likes on dark. */
const CHART_INKS: Record<string, string> = {
  [INK]: '#e6edf3',
  [MUTED]: '#9aa4af',
  '#afb8c1': '#57606a',
  '#e7ebef': '#21262d',
  '#0072b2': '#58b1e8',
  '#000000': '#c9d1d9',
};

const charts = Object.entries(CHART_INKS)
  .flatMap(([light, dark]) =>
    ['fill', 'stroke'].map(paint => `  figure svg [${paint}="${light}"] { ${paint}: ${dark}; }`),
  )
  .join('\n');

export const darkStyle = `
@media screen and (prefers-color-scheme: dark) {
  :root {
    --ink: #e6edf3; --muted: #9aa4af; --line: #30363d; --faint: #161b22;
    --accent: #58b1e8; --accent-faint: #12283a; --hit: #5c4a00; --worse: #ff9a66;
  }
  body { background: #0d1117; }
  html { background: #0d1117; }
${charts}
}
`;
