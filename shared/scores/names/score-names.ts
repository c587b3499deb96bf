// Scores what methods called test sets: word by word, and by where the words lie among the genes of training sets.
import type {GeneSetTable} from '../../genes/sets/gene-set-table.ts';
import {groupBy} from '../../stats/group-by.ts';
import {compareWords} from './compare-words.ts';
import type {NameExample, ScoredName, SetName} from './name-results.ts';
import {NameSpace} from './name-space.ts';

/** The names with their scores, in their order. */
export function scoreNames(names: readonly SetName[], training: GeneSetTable): ScoredName[] {
  const space = new NameSpace(training);
  return names.map(row => {
    const meaning = space.likeness(row.name, row.trueName);
    return {
      ...row,
      ...compareWords(row.name, row.trueName),
      meaning: Number.isNaN(meaning) ? null : meaning,
    };
  });
}

/** Whole sets with their names: every ⌊sets / count⌋-th by its id, the first included, at most `count`. */
export function chooseNameExamples(names: readonly ScoredName[], count: number): NameExample[] {
  const bySet = groupBy(
    names.filter(({shown}) => shown === 'whole'),
    ({setId}) => setId,
  );
  const ids = [...bySet.keys()].sort((a, b) => a - b);
  const step = Math.max(1, Math.floor(ids.length / Math.max(1, count)));
  const chosen = ids.filter((_, place) => place % step === 0).slice(0, count);
  return chosen.map(id => toExample(bySet.get(id) as ScoredName[]));
}

function toExample(rows: readonly ScoredName[]): NameExample {
  const [{setId, library, trueName, likeness}] = rows;
  const names = rows.map(({method, name, probability, f1}) => [method, {name, probability, f1}]);
  return {...{setId, library, trueName, likeness}, names: Object.fromEntries(names)};
}
