// The page of an enrichment: whole, without scripts or loads, names from outside as text, and as Chromium shows it.
import {beforeAll, describe, expect, test} from '@jest/globals';
import {enrichmentPage} from '../../../shared/report/enrichment/enrichment-page.ts';
import {describeEnrichment} from '../../../shared/scores/enrichment/describe-enrichment.ts';
import {narrowSets} from '../../../shared/scores/enrichment/tested-sets.ts';
import {setsOf} from '../../scores/enrichment/toy-sets.ts';
import {findLoads, readElements} from '../check-html.ts';
import {openInBrowser} from '../open-in-browser.ts';

const HOSTILE = '<img src=x onerror=alert(1)> "set" & \'more\'';
const sets = setsOf({
  [HOSTILE]: [...'abcdef'],
  folded: [...'abcde'],
  other: [...'xyzuvw'],
});

function listOf(name: string | null, given: string, added: string) {
  const found = describeEnrichment(
    narrowSets(sets),
    sets.placesOf([...given]),
    sets.placesOf([...added]),
    {most: 5, fold: true},
  );
  return {name, notes: [`given: ${HOSTILE}`], ...found};
}

describe('enrichment page', () => {
  let page = '';
  beforeAll(async () => {
    const lists = [listOf(null, 'abcx', 'yz'), listOf('second', 'uv', '')];
    page = await enrichmentPage({title: 'toy', head: ['3 sets'], lists});
  });

  test('is one well-formed file that loads and runs nothing', () => {
    const elements = readElements(page);
    // A plot for a wide window and one for a phone, for each list.
    expect(elements.filter(name => name === 'svg')).toHaveLength(4);
    expect(elements).not.toContain('script');
    expect(elements).not.toContain('img');
    expect(findLoads(page.replace(/xmlns(:\w+)?="[^"]*"/g, ''))).toEqual([]);
    expect(page).not.toMatch(/NaN|undefined|null|Infinity/);
  });

  test('shows tests, folded sets, and the model’s sets as such', () => {
    expect(page).toContain('<summary>1 like it</summary>');
    expect(page).toContain('p by popularity');
    expect(page).toContain('added 2 genes: y z');
    expect(page).toMatch(/opinion and no test/);
    expect(page.match(/Where the list leads/g)).toHaveLength(1);
  });

  test('a list that nothing was tested for has no chart', async () => {
    const list = {...listOf('none', '', ''), groups: []};
    const empty = await enrichmentPage({title: 'toy', head: [], lists: [list]});
    expect(readElements(empty)).not.toContain('svg');
  });

  test('opens in a browser without a complaint', () => {
    const opened = openInBrowser(page);
    if (!opened) return;
    expect(opened.console).toEqual([]);
    expect(opened.dom).toContain('aria-label="Dot plot');
  }, 90_000);
});
