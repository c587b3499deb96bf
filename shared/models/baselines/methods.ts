// The baselines that every model is scored beside.
import type {GeneIndex} from './gene-index.ts';
import type {GeneRanker} from './gene-ranker.ts';
import {createNearestSetsRanker} from './nearest-sets.ts';
import {createPopularityRanker} from './popularity.ts';

export interface BaselineMethod {
  name: string;
  ranker: GeneRanker;
}

/**
 * Popularity and two lookups: the plain one (squared cosine) and the one that was best over all test sets when
 * idf weights and the power were tuned on curated libraries (fourth power).
 */
export function trainedBaselines(index: GeneIndex): BaselineMethod[] {
  return [
    {name: 'nearest sets', ranker: createNearestSetsRanker(index, {power: 2, idf: false})},
    {name: 'tuned nearest sets', ranker: createNearestSetsRanker(index, {power: 4, idf: true})},
    {name: 'popularity', ranker: createPopularityRanker(index)},
  ];
}
