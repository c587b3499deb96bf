// A chance as a bar and as a number.
import {finePercentText} from '../../../shared/text/number-text.ts';

export function ChanceBar({chance}: {chance: number}) {
  return (
    <span class="chance">
      <svg aria-hidden="true" viewBox="0 0 100 8" preserveAspectRatio="none">
        <rect class="whole" width="100" height="8" />
        <rect class="part" width={100 * Math.min(1, chance)} height="8" />
      </svg>
      {finePercentText(chance)}
    </span>
  );
}
