import {describe, expect, test} from '@jest/globals';
import {findFamilies} from '../../../shared/genes/splits/library-versions.ts';

describe('findFamilies', () => {
  test('tells versions by year wherever the year stands', () => {
    expect(
      findFamilies([
        'WikiPathways_2024_Human',
        'GO_Biological_Process_2023',
        'WikiPathways_2019_Human',
        'GO_Biological_Process_2018',
        'GO_Biological_Process_2021',
        'WikiPathways_2019_Mouse',
        'WikiPathways_2016',
        'KEA_2015',
        'Reactome',
      ]),
    ).toEqual([
      {
        family: 'GO_Biological_Process',
        older: ['GO_Biological_Process_2018', 'GO_Biological_Process_2021'],
        newest: ['GO_Biological_Process_2023'],
      },
      {
        family: 'WikiPathways_Human',
        older: ['WikiPathways_2019_Human'],
        newest: ['WikiPathways_2024_Human'],
      },
    ]);
  });

  test.each([
    ['a letter after the year', ['P_2017b', 'P_2017', 'P_2016'], ['P_2016', 'P_2017', 'P_2017b']],
    ['a month', ['set_2017_11', 'set_2017_08'], ['set_2017_08', 'set_2017_11']],
    ['a date run together', ['R20200805', 'R20190130'], ['R20190130', 'R20200805']],
    [
      'a release',
      ['c2.all.v10.0.symbols', 'c2.all.v6.1.symbols', 'c2.all.v7.symbols'],
      ['c2.all.v6.1.symbols', 'c2.all.v7.symbols', 'c2.all.v10.0.symbols'],
    ],
  ])('orders %s', (_, libraries, inOrder) => {
    const [{older, newest}, ...others] = findFamilies(libraries);
    expect(others).toEqual([]);
    expect([...older, ...newest]).toEqual(inOrder);
    expect(newest).toHaveLength(1);
  });

  test('takes no other number for a version', () => {
    expect(
      findFamilies([
        'LINCS_L1000',
        'hg19',
        'hg38',
        'top_20000',
        'top_20191',
        'ENCODE_v',
        'c2',
        'c3',
      ]),
    ).toEqual([]);
  });

  test('does not compare years with releases', () => {
    expect(findFamilies(['P_2017', 'P_v3'])).toEqual([]);
  });
});
