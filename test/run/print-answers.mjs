// Prints the answers of the run file on the model file of the repository, for runtimes to be compared.
import {open} from '../../run/geneglot.mjs';

const model = await open(
  new URL('../../data/model/human-gene-sets.geneglot', import.meta.url).pathname,
);
const lists = [
  ['TP53', 'MDM2', 'CDKN1A'],
  ['P53', 'ENSG00000141510', '1-Mar', 'insulin', 'no gene'],
  ['INS', 'IAPP', 'GCK', 'PDX1', 'SLC2A2'],
];
for (const list of lists) {
  const {leftOut, suggested} = model.complete(list, {top: 50, support: 2});
  console.log(JSON.stringify(leftOut));
  // The last digits follow from each runtime's own exp and log.
  for (const {symbol, chance, support} of suggested)
    console.log(symbol, chance.toFixed(6), support.map(({name}) => name).join('; '));
}
