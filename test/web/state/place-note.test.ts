// Notes stand inside the window, beside what they explain and never over it.
import {expect, test} from '@jest/globals';
import {createRandom} from '../../../shared/stats/random.ts';
import {placeNote} from '../../../web/state/place-note.ts';

test('any button in any window has its note beside it and inside the window', () => {
  const random = createRandom(1);
  for (let i = 0; i < 300; i++) {
    const view = {
      ...{width: 320 + random.int(1600), height: 400 + random.int(1000)},
      ...{scrollX: 0, scrollY: random.int(9000)},
    };
    const top = random.int(view.height - 18);
    const button = {left: random.int(view.width - 18), top, bottom: top + 18};
    const {left, top: from, bottom: to} = placeNote(button, view);
    const width = Math.min(420, view.width - 24);
    expect(Number.parseFloat(left)).toBeGreaterThanOrEqual(12);
    expect(Number.parseFloat(left) + width).toBeLessThanOrEqual(view.width - 12);
    if (to === 'auto') expect(Number.parseFloat(from) - view.scrollY).toBe(button.bottom + 6);
    else expect(view.height - Number.parseFloat(to) - view.scrollY).toBe(button.top - 6);
    expect([from, to]).toContain('auto');
  }
});
