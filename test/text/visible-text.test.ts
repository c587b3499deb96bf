import {describe, expect, test} from '@jest/globals';
import {visibleJson, visibleText} from '../../shared/text/visible-text.ts';

// C0 but for line feed and tab, DEL, C1, and what turns the order of characters.
const HIDDEN = [
  ...range(0x00, 0x08),
  ...range(0x0b, 0x1f),
  ...range(0x7f, 0x9f),
  0x061c,
  0x200e,
  0x200f,
  ...range(0x202a, 0x202e),
  ...range(0x2066, 0x2069),
];

describe('visible text', () => {
  test('shows escapes that clear the screen, set the title and write the clipboard', () => {
    expect(visibleText('TP53\u001b[2J\u001b]0;title\u0007')).toBe('TP53␛[2J␛]0;title␇');
    expect(visibleText('\u001b]52;c;ZXZpbA==\u001b\\')).toBe('␛]52;c;ZXZpbA==␛\\');
    expect(visibleText('\u009b2J \u009d0;x\u009c')).toBe('\\u{9b}2J \\u{9d}0;x\\u{9c}');
    expect(visibleText('a\u202eb\u2066c')).toBe('a\\u{202e}b\\u{2066}c');
    expect(visibleText('\u007f')).toBe('␡');
  });

  test('leaves lines, tabs and every other character as they are', () => {
    const text = 'IFN-γ\t1\nΑ→Β 基因 👩‍🔬 "quoted" \\u{1b}\n';
    expect(visibleText(text)).toBe(text);
    expect(visibleText('one\r\ntwo\rthree')).toBe('one\ntwo␍three');
  });

  test('lets no control character of any random text through, and is its own fixed point', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const text = randomText(seed);
      const shown = visibleText(text);
      expect([...shown].filter(character => isHidden(character))).toEqual([]);
      expect(visibleText(shown)).toBe(shown);
      expect(visibleText(JSON.stringify(text))).not.toMatch(/\p{Cc}/u);
    }
  });
});

describe('visible JSON', () => {
  test('says the same as JSON and holds no control character', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const value = {[randomText(seed)]: [randomText(seed + 1000), seed]};
      for (const indent of [undefined, 2]) {
        const text = visibleJson(value, indent);
        expect(JSON.parse(text)).toEqual(value);
        expect([...text].filter(isHidden)).toEqual([]);
      }
    }
  });
});

function range(first: number, last: number): number[] {
  return Array.from({length: last - first + 1}, (_, i) => first + i);
}

function isHidden(character: string): boolean {
  return HIDDEN.includes(character.codePointAt(0) ?? 0);
}

// Half of its characters are of the hidden kind.
function randomText(seed: number): string {
  let state = seed;
  const next = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const one = (): number => (next(2) === 0 ? HIDDEN[next(HIDDEN.length)] : next(0xd800));
  return String.fromCodePoint(...Array.from({length: next(40)}, one));
}
