// Numbers as the report writes them.

/** 12345 → "12,345"; a fraction is rounded. */
export function countText(count: number): string {
  return groupDigits(count) ?? count.toLocaleString('en-US', {maximumFractionDigits: 0});
}

/** 12345.5 → "12,345.5", with three decimals at most. */
export function amountText(amount: number): string {
  return groupDigits(amount) ?? amount.toLocaleString('en-US');
}

// What JavaScript knows of languages takes tens of milliseconds to load, for which a short command need not wait.
function groupDigits(count: number): string | undefined {
  if (!Number.isSafeInteger(count) || Object.is(count, -0)) return undefined;
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** A score in 0..1 with three decimals and no leading zero: 0.1234 → ".123"; null → "–". */
export function scoreText(score: number | null): string {
  if (score === null) return '–';
  return score
    .toFixed(3)
    .replace(/^(-?)0\./, '$1.')
    .replace('-', '−')
    .replace(/^−(\.000)$/, '$1');
}

/** A score with its sign: 0.02 → "+.020". */
export function signedScoreText(score: number | null): string {
  const text = scoreText(score);
  return score !== null && score > 0 && text !== '.000' ? `+${text}` : text;
}

/** A share in percent: 0.123 → "12 %". */
export function percentText(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}

/** A share in percent, with one decimal below 10 %: 0.0031 → "0.3 %"; 0.123 → "12 %"; 0.0001 → "< 0.1 %". */
export function finePercentText(share: number): string {
  if (share > 0 && share < 0.0005) return '< 0.1 %';
  return share > 0 && share < 0.0995 ? `${(share * 100).toFixed(1)} %` : percentText(share);
}

/** A difference of shares in percentage points with its sign: 0.0213 → "+2.1"; −0.1 → "−10.0". */
export function pointsText(difference: number): string {
  const text = Math.abs(difference * 100).toFixed(1);
  if (Number(text) === 0) return text;
  return `${difference > 0 ? '+' : '−'}${text}`;
}

/** How many times as much: one decimal below ten, "2.4" or "243". */
export function foldText(fold: number): string {
  return fold.toFixed(fold >= 9.95 ? 0 : 1);
}

/** log10 of a p-value, also of one that underflowed to 0. */
export function log10Of(pValue: number): number {
  return Math.log10(Math.max(pValue, Number.MIN_VALUE));
}

/** A p-value from its log10: −9.8 → "1.6 × 10⁻¹⁰"; from 0.001 up a plain decimal. */
export function pValueText(log10PValue: number): string {
  if (log10PValue >= -3) return (10 ** log10PValue).toPrecision(2);
  const [mantissa, exponent] = toScientific(log10PValue);
  return `${mantissa} × 10${superscript(exponent)}`;
}

/** The same as a terminal and a program write it: −9.8 → "1.6e-10". */
export function exponentText(log10PValue: number): string {
  if (log10PValue >= -3) return (10 ** log10PValue).toPrecision(2);
  return toScientific(log10PValue).join('e');
}

function toScientific(log10: number): [string, number] {
  const exponent = Math.floor(log10);
  const mantissa = (10 ** (log10 - exponent)).toFixed(1);
  return mantissa === '10.0' ? ['1.0', exponent + 1] : [mantissa, exponent];
}

/** "trainingSets" → "training sets". */
export function wordsText(camelCase: string): string {
  return camelCase.replace(/([a-z])([A-Z0-9])/g, '$1 $2').toLowerCase();
}

function superscript(exponent: number): string {
  const digits = '⁰¹²³⁴⁵⁶⁷⁸⁹';
  const text = [...String(Math.abs(exponent))].map(digit => digits[Number(digit)]).join('');
  return exponent < 0 ? `⁻${text}` : text;
}
