// Rows of an experiment: kept in bench/results/NAME.json and shown in the table between its marks in docs/experiments.md.
import {readFile, writeFile} from 'node:fs/promises';

/** One trained variant; numbers with a fraction are shown to three digits. */
export type ExperimentRow = {name: string} & Record<string, string | number>;

const PAGE = 'docs/experiments.md';

/** Puts the row in the place of the one of the same name (and stage), and writes the table anew. */
export async function keepRow(experiment: string, row: ExperimentRow): Promise<void> {
  const file = `bench/results/${experiment}.json`;
  const known = JSON.parse(await readFile(file, 'utf8').catch(() => '[]')) as ExperimentRow[];
  const at = known.findIndex(({name, stage}) => name === row.name && stage === row.stage);
  const rows = at < 0 ? [...known, row] : known.with(at, row);
  await writeFile(file, `${JSON.stringify(rows, null, 2)}\n`);
  await writeTable(experiment, rows);
}

async function writeTable(experiment: string, rows: ExperimentRow[]): Promise<void> {
  const columns = Object.keys(rows[0]);
  const lines = [
    columns,
    columns.map(() => '---'),
    ...rows.map(row => columns.map(c => show(row[c]))),
  ];
  const page = await readFile(PAGE, 'utf8');
  const [begin, end] = [`<!-- ${experiment} -->`, `<!-- /${experiment} -->`];
  const table = lines.map(cells => `| ${cells.join(' | ')} |`).join('\n');
  const [before, rest] = page.split(begin);
  await writeFile(PAGE, `${before}${begin}\n\n${table}\n\n${end}${rest.split(end)[1]}`);
}

function show(value: string | number): string {
  return typeof value === 'string' || Number.isInteger(value) ? `${value}` : value.toFixed(3);
}
