// Why a gene is suggested: what each method says of it, and the training sets that hold it beside given genes.
import type {GeneModel} from '../../run/geneglot.mjs';
import {QuestionError} from '../../shared/answers/question-error.ts';
import {requireKnownGene} from '../../shared/answers/require-gene.ts';
import {kindLabel} from '../../shared/report/method-names.ts';
import {holdersOfGene} from '../../shared/scores/enrichment/tested-sets.ts';
import {ranksOf} from '../../shared/stats/score-order.ts';
import type {AskOf, Explained, MethodOpinion} from '../protocol.ts';
import {nearestSets} from './nearest-sets.ts';
import type {Session} from './session.ts';

/** Sets shown. */
const MOST_SETS = 10;

export function explainGene(session: Session, {genes: names, symbol}: AskOf<'explain'>): Explained {
  const {model} = session;
  const read = model.read(names);
  requireKnownGene([read]);
  const [gene] = model.read([symbol]).genes;
  const tokens = read.genes.map(({token}) => token);
  if (gene === undefined || tokens.includes(gene.token)) {
    const found = gene === undefined ? 'that the model does not know' : 'that was given';
    throw new QuestionError(`found ${symbol}, a gene ${found}, expected one that is suggested`);
  }
  const {tested} = session.scope({}).open();
  const scored = model.score(Int32Array.from(tokens));
  const place = scored.genes.indexOf(gene.token);
  const rank = place < 0 ? null : ranksOf(scored.scores, Int32Array.of(place))[0];
  return {
    ...{symbol: gene.symbol, name: model.geneNames[gene.token], rank},
    methods: opinionsOf(gene.token, scored, model),
    sets: nearestSets(tested, tokens, MOST_SETS, holdersOfGene(tested, gene.token)),
  };
}

/** The methods in the file's order. */
function opinionsOf(
  gene: number,
  {genes: pooled, methods}: ReturnType<GeneModel['score']>,
  {about}: GeneModel,
): MethodOpinion[] {
  return about.model.members.map((member, i) => {
    const scores = methods[i];
    const highest = scores.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    // EASE scores may all be negative: then the worst of the genes ranked has no share.
    const least = pooled.reduce((a, token) => Math.min(a, scores[token]), highest);
    const zero = highest > 0 ? 0 : least;
    const share = highest > zero ? Math.max(0, scores[gene] - zero) / (highest - zero) : 0;
    const [rank] = ranksOf(scores, Int32Array.of(gene));
    return {kind: member.kind, title: titleOf(member), rank, share};
  });
}

/** What kinds of method do, in words. */
const PLAIN: Record<string, string> = {
  ease: 'linear model of which genes share sets (EASE)',
  'item-item': 'genes in the same sets as yours (item–item)',
  'co-occurrence': 'how often two genes share a set (co-occurrence)',
  'gene-names': 'genes whose names share words with yours (gene names)',
  'set-encoder': 'neural network that reads the list (set encoder)',
};

/** Votes of near sets count as likeness to this power: above it those of the nearest alone count. */
const SHARP = 3;

/** In words; options tell methods of one kind apart. */
function titleOf({kind, power, loss}: {kind: string; [option: string]: unknown}): string {
  if (kind === 'nearest-sets') return `lookup of ${setsThatCount(Number(power))}`;
  const label = PLAIN[kind] ?? kindLabel(kind);
  if (kind === 'set-encoder')
    return `${label}, ${loss === 'bce' ? 'each gene alone' : 'genes compete'}`;
  return label;
}

function setsThatCount(power: number): string {
  if (power > SHARP) return `the very nearest sets (likeness to the power of ${power})`;
  return power > 1
    ? `the nearest sets (likeness to the power of ${power})`
    : 'all sets that share a gene with yours';
}
