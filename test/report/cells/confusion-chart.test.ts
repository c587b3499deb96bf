import {expect, test} from '@jest/globals';
import {cellStyle} from '../../../shared/report/cells/cell-style.ts';
import {confusionChart} from '../../../shared/report/cells/confusion-chart.ts';
import {pageStyle} from '../../../shared/report/page-style.ts';
import {TOY_TYPES} from '../../cells/toy-tables.ts';
import {draw} from '../charts/draw.ts';

const confusion = [
  [31, 2, 0, 0],
  [0, 17, 0, 0],
  [5, 0, 11, 4],
];

test('confusion: every count that is not 0, and a column for no type where one is needed', async () => {
  const svg = await draw(confusionChart(TOY_TYPES, confusion));
  for (const count of [31, 2, 17, 5, 11, 4]) expect(svg).toContain(`>${count}<`);
  expect(svg).not.toContain('>0<');
  expect(svg).toContain('>no type<');
  // Rows of the matrix times columns, each a shaded cell.
  expect(svg.match(/aria-label="predicted type: [^"]*share/g) ?? []).toHaveLength(12);
  const named = confusion.map(row => [...row.slice(0, 3), 0]);
  expect(await draw(confusionChart(TOY_TYPES, named))).not.toContain('>no type<');
});

test('every ink has another on dark pages', async () => {
  const svg = await draw(confusionChart(TOY_TYPES, confusion));
  const inks = new Set(
    [...svg.matchAll(/(?:fill|stroke)="(#[0-9a-f]{6})"/g)].map(([, ink]) => ink),
  );
  expect(inks.size).toBeGreaterThan(1);
  for (const ink of inks) expect(pageStyle + cellStyle).toContain(`="${ink}"]`);
});
