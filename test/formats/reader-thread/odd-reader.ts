// A reader that does what damaged files make libraries do.
import {serveCalls, servesAs} from '../../../shared/formats/reader-thread/serve-calls.ts';

export const {url} = import.meta;

if (servesAs('odd')) {
  serveCalls(
    {
      double: (numbers: Float64Array) => ({numbers: numbers.map(number => 2 * number)}),
      sentence: () => {
        throw new Error('odd.h5: found nothing, expected something');
      },
      raw: () => (undefined as unknown as {length: number}).length,
      memory: () => {
        throw new RangeError('Array buffer allocation failed');
      },
      forever: () => {
        for (;;);
      },
      end: () => process.exit(3),
    },
    ['double'],
  );
}
