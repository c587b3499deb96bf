// The scores of every method as rows of text: for the log, the terminal and a table of tab-separated values.
import type {Estimate} from '../../stats/bootstrap.ts';
import type {MethodScores, PerturbationScores, ResponseScores} from './perturbation-scores.ts';

/** One column of a table of responses. */
export interface ScoreColumn {
  title: string;
  read(scores: ResponseScores): Estimate;
}

/** The columns of every table of responses, in their order. */
export function scoreColumns({mean}: MethodScores): ScoreColumn[] {
  return [
    {title: 'Pearson, all genes', read: ({pearson}) => pearson},
    {title: 'Pearson, changed genes', read: ({pearsonChanged}) => pearsonChanged},
    {title: 'right direction', read: ({direction}) => direction},
    {title: 'slope', read: ({slope}) => slope},
    ...mean.recovery.map(({k}, i) => ({
      title: `recovery@${k}`,
      read: ({recovery}: ResponseScores) => recovery[i],
    })),
    {title: 'energy distance', read: ({energyDistance}) => energyDistance},
  ];
}

/** One line for each protocol and method: its scores, mean over the groups. */
export function describeMeans({protocols}: Pick<PerturbationScores, 'protocols'>): string[] {
  return Object.entries(protocols).flatMap(([protocol, scores]) =>
    Object.entries(scores?.methods ?? {}).map(([method, own]) => {
      const shown = scoreColumns(own).map(({title, read}) => {
        const {value} = read(own.mean);
        return `${title} ${value === null ? '–' : value.toFixed(3)}`;
      });
      return `${protocol}, ${method}: ${shown.join(', ')}`;
    }),
  );
}
