// Compared lists as a sheet: a row for each set, a q-value and the shared genes of each list.
import type {Compared, ComparedSet} from '../protocol.ts';
import type {Sheet} from './export-text.ts';

/** Columns of a list bear its name. */
export function comparedSheet({lists, sets}: Compared): Sheet {
  return {
    header: [
      ...['set', 'library', 'size'],
      ...lists.flatMap(({name}) => [`${name}: q`, `${name}: fold`, `${name}: shared genes`]),
    ],
    rows: sets.map(({name, library, size, tests}) => [
      name,
      library,
      size,
      ...tests.flatMap(cellsOf),
    ]),
  };
}

function cellsOf(test: ComparedSet['tests'][number]): (string | number | undefined)[] {
  return test === null
    ? [undefined, undefined, undefined]
    : [test.qValue, test.fold, test.shared.join(' ')];
}
