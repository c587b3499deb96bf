import {beforeAll, describe, expect, test} from '@jest/globals';
import type {
  AnnotatedCell,
  AnnotationReport,
} from '../../../shared/cells/annotation/annotation-report.ts';
import reportAnnotation from '../../../stages/cells/report-annotation.ts';
import {annotateToys} from '../../cells/annotation/toy-annotation.ts';
import {findLoads, readElements} from '../../report/check-html.ts';
import {runStage} from '../run-stage.ts';

describe('report-annotation', () => {
  let annotations: AnnotatedCell[];
  let report: AnnotationReport;
  beforeAll(async () => {
    const run = await annotateToys();
    annotations = await run.read('annotations');
    report = await run.read('report');
  });
  const write = async (inputs: object, title = 'cells & co'): Promise<string> =>
    (await runStage(reportAnnotation, {inputs: {...inputs}, params: {title}})).read('page');

  test('writes one page that loads nothing, with maps, types and how unknown cells are found', async () => {
    const page = await write({annotations, report});
    expect(readElements(page).slice(0, 2)).toEqual(['html', 'head']);
    expect(findLoads(page.replace(/ xmlns(:\w+)?="[^"]*"/g, ''))).toEqual([]);
    expect(page).toContain('<title>cells &amp; co</title>');
    expect(page.match(/<svg role="img"/g)).toHaveLength(2);
    for (const {type} of report.groups) expect(page).toContain(`<th scope="row">${type}</th>`);
    expect(page).not.toContain('<h2>Alarms</h2>');
    expect(page).not.toMatch(/>(NaN|undefined|null)</);
  });

  test('escapes what a file may name, and shows alarms and disagreements', async () => {
    const odd = annotations.map(row => ({
      ...row,
      ...{
        type: '<b>x',
        nearestType: '<i>y',
        conformalSet: ['<b>x'],
        agree: false,
        umap1: null,
        umap2: null,
      },
    }));
    const groups = [{type: '<b>x', cells: odd.length, meanChance: 0.5, genes: []}];
    const page = await write({
      annotations: odd,
      report: {...report, groups, disagreeing: odd.length, alarms: ['Beware of <b>.']},
    });
    expect(page).toContain('nearly every set has one type and the column says little');
    expect(page).not.toMatch(/<b>|<i>/);
    expect(page).toContain('Beware of &lt;b&gt;.');
    expect(page).toContain('<td>&lt;i&gt;y</td>');
    expect(page.match(/<svg role="img"/g)).toHaveLength(1);
  });
});
