// A picture with its caption drawn below it, as a file of its own.
import {escapeHtml} from '../../shared/text/html.ts';
import {visibleText} from '../../shared/text/visible-text.ts';

const LINE = 15;
const FONT = 11;
/** Mean advance of a character of the caption in pixels. */
const CHARACTER = 5.8;

/** The SVG on white, with lines of text below it. The SVG states its width and height in pixels. */
export function captionSvg(svg: string, caption: readonly string[]): string {
  const [width, height] = sizeOf(svg);
  const lines = caption.flatMap(line =>
    wrap(visibleText(line), Math.floor((width - 20) / CHARACTER)),
  );
  const whole = height + LINE * lines.length + 16;
  const texts = lines.map(
    (line, i) => `<text x="10" y="${height + LINE * (i + 1)}">${escapeHtml(line)}</text>`,
  );
  const inner = svg.replace(/ (role|aria-label)="[^"]*"/g, '');
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${whole}" viewBox="0 0 ${width} ${whole}"><rect width="100%" height="100%" fill="#ffffff"/>${inner}<g font-family="system-ui, sans-serif" font-size="${FONT}" fill="#57606a">${texts.join('')}</g></svg>\n`;
}

function sizeOf(svg: string): [number, number] {
  const read = (name: string) => Number(new RegExp(` ${name}="([\\d.]+)"`).exec(svg)?.[1] ?? 0);
  return [Math.ceil(read('width')), Math.ceil(read('height'))];
}

/** Lines of so many characters at most, broken at spaces where there are some. */
function wrap(text: string, width: number): string[] {
  const most = Math.max(20, width);
  const lines = text.match(new RegExp(`.{1,${most}}(?=\\s|$)|\\S{${most}}`, 'gu')) ?? [];
  return lines.map(line => line.trim());
}
