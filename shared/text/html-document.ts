// A whole page as one self-contained file that a browser lets load and run nothing.
// Reference: W3C, Content Security Policy Level 3. Escaping keeps foreign text text; the policy is a second wall.
import {createHash} from 'node:crypto';
import {type Html, html, trustedHtml} from './html.ts';

export interface HtmlDocument {
  title: string;
  /** CSS of the page, made by this program only; no other style is applied. */
  style: string;
  body: Html;
}

/** The page from its doctype to the end of its last line. */
export function htmlDocument({title, style, body}: HtmlDocument): string {
  const head = html`<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policyFor(style)}">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>${title}</title><style>${trustedHtml(style)}</style>`;
  return `<!doctype html>\n${html`<html lang="en"><head>${head}</head><body>${body}</body></html>`.markup}\n`;
}

/** No script, no frame, no form, nothing from elsewhere, no style but this one; images only inside the page. */
function policyFor(style: string): string {
  const hash = createHash('sha256').update(style).digest('base64');
  return [
    "default-src 'none'",
    `style-src 'sha256-${hash}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}
