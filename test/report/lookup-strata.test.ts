// Where a lookup is as good: chosen methods, differences by stratum, and what is said of them.
import {describe, expect, test} from '@jest/globals';
import {
  createCompare,
  leadMethods,
  listLeads,
  verdictOf,
} from '../../shared/report/lead-methods.ts';
import {leadTable, lookupTable} from '../../shared/report/lead-tables.ts';
import {
  type LookupStratum,
  lookupSentence,
  lookupStrata,
  rivalsOf,
} from '../../shared/report/lookup-strata.ts';
import {mainView} from '../../shared/report/protocol-view.ts';
import {isWithin} from '../../shared/scores/strata.ts';
import {readElements} from './check-html.ts';
import {syntheticScores} from './synthetic-scores.ts';

const {results, scores} = syntheticScores(
  {'mix-models': 0.7, 'train-gpt': 0.4, 'train-nearest-sets': 0.4, chance: 0},
  200,
);
const view = mainView(results);
const compare = createCompare(scores, view, results.provenance);
const leads = leadMethods(view);
const textOf = ({markup}: {markup: string}) =>
  markup
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replace(/\s+/g, ' ');

describe('the leads', () => {
  test('are the first ensemble, the language model and the lookup; without an ensemble the highest mean', () => {
    expect(listLeads(leads)).toEqual(['mix-models', 'train-gpt', 'train-nearest-sets']);
    expect(rivalsOf(leads)).toEqual(['mix-models', 'train-gpt']);
    const both = syntheticScores({'stack-models': 0.6, 'mix-models': 0.7}, 50);
    expect(leadMethods(mainView(both.results)).model).toBe('stack-models');
    const bare = leadMethods(
      mainView(syntheticScores({'train-gpt': 0.1, 'train-nearest-sets': 0.8}, 50).results),
    );
    expect(bare.model).toBe('train-nearest-sets');
    expect(listLeads(bare)).toEqual(['train-nearest-sets', 'train-gpt']);
    expect(rivalsOf({model: 'train-gpt', languageModel: 'train-gpt'})).toEqual([]);
  });

  test('stand in one table with their differences from the lookup', () => {
    const {markup} = leadTable(leads, [{view, compare}]);
    readElements(markup);
    expect(textOf({markup})).toMatch(/mixture less nearest sets \+\d/);
    expect(markup.match(/<tr/g)).toHaveLength(2 + 4 + 2);
  });
});

test('a verdict is the side of 0 that the interval is on', () => {
  const of = (interval: [number, number] | null) => verdictOf({interval});
  expect([of([0.1, 0.2]), of([-0.2, -0.1]), of([-0.1, 0.1]), of([0, 0.1]), of(null)]).toEqual([
    ...['better', 'worse', 'even', 'even', 'unknown'],
  ]);
});

describe('strata', () => {
  const strata = lookupStrata(leads, {view, compare});

  test('hold the mean difference of the sets inside, as counting by hand does', () => {
    const bounds = view.methods[0][1].strata.filter(({sets}) => sets > 0);
    expect(strata).toHaveLength(bounds.length);
    for (const [i, {differences, sets}] of strata.entries()) {
      const own = scores.filter(
        ({protocol, maxJaccard}) =>
          protocol === view.name && isWithin(maxJaccard, bounds[i].jaccard),
      );
      const meanOf = (name: string) => {
        const rows = own.filter(({method}) => method === name);
        return rows.reduce((sum, {recallAt50}) => sum + recallAt50, 0) / rows.length;
      };
      expect(differences[0].by.recallAt50.value).toBeCloseTo(
        meanOf('mix-models') - meanOf('train-nearest-sets'),
        10,
      );
      expect(differences[0].by.recallAt50.sets).toBe(sets);
    }
  });

  test('are all in the table', () => {
    const {markup} = lookupTable(leads, strata, view.named);
    readElements(markup);
    for (const {label} of strata) expect(textOf({markup})).toContain(label);
  });

  test('a similarity is in one stratum, and 1 in the last', () => {
    expect([0.1, 0.5, 1].map(value => isWithin(value, [0.5, 1]))).toEqual([false, true, true]);
    expect(isWithin(0.5, [0.3, 0.5])).toBe(false);
  });
});

describe('the sentence', () => {
  const stratum = (label: string, sets: number, interval: [number, number] | null) => {
    const difference = {sets, value: 0, interval};
    const by = {recallAt50: difference, significant: difference};
    return {
      label,
      sets,
      scores: new Map(),
      differences: [{method: 'mix-models', by}],
    } as LookupStratum;
  };

  test('names every stratum once, by its verdict', () => {
    const strata = [
      stratum('< 0.1', 1, null),
      stratum('0.1–0.2', 1234, [0.01, 0.02]),
      stratum('0.3–0.5', 20, [-0.01, 0.02]),
      stratum('≥ 0.5', 30, [-0.01, 0.02]),
    ];
    expect(lookupSentence(strata, 'recallAt50', view.named)).toBe(
      'the mixture of models is better than a lookup where the nearest training set has a Jaccard similarity of 0.1–0.2 (1,234 sets); a lookup is as good as the mixture of models where the nearest training set has a Jaccard similarity of 0.3–0.5 (20 sets) and ≥ 0.5 (30 sets); there are too few sets to say where the nearest training set has a Jaccard similarity < 0.1 (1 set).',
    );
  });

  test('is empty where nothing is held against a lookup', () => {
    expect(lookupSentence([], 'recallAt50', view.named)).toBe('');
    expect(
      lookupSentence([{...stratum('< 0.1', 9, null), differences: []}], 'recallAt50', view.named),
    ).toBe('');
  });
});
