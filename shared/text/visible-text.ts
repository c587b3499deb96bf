// Text from data as it may reach a terminal: a control character is shown, never obeyed.
// Reference: ECMA-48 (C0, C1 and their sequences); Unicode UAX #9 (what turns the order of characters).

/** C0 but for line feed and tab, DEL, C1, and what turns the order of the characters after it. */
const HIDDEN = /[\p{Cc}\p{Bidi_Control}]/gu;
/** U+2400 and on show C0 as small letters: ␛ for ESC. */
const CONTROL_PICTURES = 0x2400;
const DELETE = 0x7f;
const DELETE_PICTURE = '␡';

/** The text with every control character made visible: ESC as `␛`, U+009B as `\u{9b}`; lines and tabs stay. */
export function visibleText(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(HIDDEN, show);
}

/** JSON whose text holds no control character either, which JSON itself leaves as they are above U+001F. */
export function visibleJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(HIDDEN, character =>
    character === '\n' ? character : `\\u${code(character).toString(16).padStart(4, '0')}`,
  );
}

function show(character: string): string {
  if (character === '\n' || character === '\t') return character;
  if (code(character) < 0x20) return String.fromCharCode(CONTROL_PICTURES + code(character));
  return code(character) === DELETE ? DELETE_PICTURE : `\\u{${code(character).toString(16)}}`;
}

function code(character: string): number {
  return character.charCodeAt(0);
}
