// The text in a file's bytes: UTF-8, UTF-16, or Windows-1252 where it is neither, with line feeds at the ends of lines.

/** Bytes by which the encoding is known. */
export const ENCODING_SAMPLE = 1 << 14;

export type WideEncoding = 'utf-16le' | 'utf-16be';

/** UTF-16 by its byte-order mark, or by the zeros that stand beside plain letters; undefined for other encodings. */
export function wideEncoding(bytes: Uint8Array): WideEncoding | undefined {
  if (isUtf32(bytes)) return undefined;
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const sample = bytes.subarray(0, ENCODING_SAMPLE & ~1);
  const zeros = [0, 0];
  for (const [i, byte] of sample.entries()) if (byte === 0) zeros[i & 1]++;
  const half = sample.length / 2;
  if (zeros[1] > 0.7 * half && zeros[0] < 0.05 * half) return 'utf-16le';
  return zeros[0] > 0.7 * half && zeros[1] < 0.05 * half ? 'utf-16be' : undefined;
}

function isUtf32(bytes: Uint8Array): boolean {
  const [a, b, c, d] = bytes;
  return (a === 0xff && b === 0xfe && c === 0 && d === 0) || (a === 0 && b === 0 && c === 0xfe);
}

/** The text of bytes that hold text, and how it was read where that is not UTF-8 with line feeds. */
export function decodeText(bytes: Uint8Array): {text: string; odd: string[]} {
  const odd: string[] = [];
  const decoded = decode(bytes, odd);
  const text = decoded.replace(/\r\n/g, '\n');
  if (text.includes('\r')) odd.push('its lines end as on old Macs (CR); read as lines');
  return {text: text.replaceAll('\r', '\n'), odd};
}

function decode(bytes: Uint8Array, odd: string[]): string {
  const wide = wideEncoding(bytes);
  if (wide !== undefined) {
    odd.push(`read as ${wide.toUpperCase()}`);
    return new TextDecoder(wide).decode(bytes);
  }
  try {
    return new TextDecoder('utf-8', {fatal: true}).decode(bytes);
  } catch {
    odd.push('is no UTF-8; read as Windows-1252 (Latin-1)');
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
