import {expect, test} from '@jest/globals';
import {lossChart} from '../../../shared/report/charts/loss-chart.ts';
import {draw} from './draw.ts';

test('loss: training and validation by step', async () => {
  const points = Array.from({length: 1000}, (_, i) => ({
    step: i + 1,
    trainingLoss: 9 - i / 200,
    validationLoss: i % 100 === 99 ? 9.5 - i / 250 : null,
  }));
  const svg = await draw(lossChart(points));
  expect(svg).toContain('loss (nats per gene)');
  expect(svg).toContain('>validation<');
  expect(svg.length).toBeLessThan(30_000);
});
