// A count of genes in words.
import {countText} from '../../../shared/text/number-text.ts';

/** 1 → "1 gene", 1200 → "1,200 genes". */
export function genesText(count: number): string {
  return `${countText(count)} ${count === 1 ? 'gene' : 'genes'}`;
}
