// The workbench as one HTML file: code and style by esbuild, the model as base64 text, and a policy that lets the page
// run its own script alone and reach nothing. Reference: W3C, Content Security Policy Level 3.
import {createHash} from 'node:crypto';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {pageStyle} from '../../report/page-style.ts';
import {html, trustedHtml} from '../../text/html.ts';

const WEB = join(import.meta.dirname, '../../../web');
/** Browsers of the last three years: what the page uses is there since then. */
const TARGET = ['chrome111', 'firefox114', 'safari16.4'];

/** A model file in the page, or the address on the page's own server where it lies. */
export type PageModel = {name: string} & ({bytes: Uint8Array} | {address: string});

/** The page, whole. */
export async function buildPage(model: PageModel): Promise<string> {
  const [script, worker, ownStyle] = await Promise.all([
    compile(join(WEB, 'main.tsx')),
    compile(join(WEB, 'compute/worker.ts')),
    readFile(join(WEB, 'style.css'), 'utf8'),
  ]);
  const style = pageStyle + ownStyle;
  const policy = policyFor({script, style, isServed: 'address' in model});
  const head = html`<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>geneglot workbench</title><style>${trustedHtml(style)}</style>`;
  // The script stands before the model: the first screen is there while the browser still reads megabytes.
  const body = html`<div id="app"></div>
<noscript><p>This page computes in your browser and needs JavaScript for it. It sends nothing anywhere.</p></noscript>
<script type="text/plain" id="worker">${trustedHtml(worker)}</script>
<script>${trustedHtml(script)}</script>
${modelElement(model)}`;
  return `<!doctype html>\n${html`<html lang="en"><head>${head}</head><body>${body}</body></html>`.markup}\n`;
}

/** One file for browsers, as text that may stand in a script element. */
async function compile(entry: string): Promise<string> {
  const {build} = await import('esbuild');
  const {outputFiles} = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    minify: true,
    platform: 'browser',
    format: 'iife',
    target: TARGET,
    charset: 'utf8',
    legalComments: 'none',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    define: {'process.env.NODE_ENV': '"production"'},
    // The run file asks Node for these where it is in Node.
    external: ['node:*'],
    logLevel: 'silent',
  });
  return withoutMarkup(outputFiles[0].text);
}

/** In strings and regular expressions `\!` is `!`: the text then never looks like the begin of a comment or an end tag. */
function withoutMarkup(code: string): string {
  return code.replaceAll('<!--', '<\\!--').replace(/<\/(script)/gi, '<\\/$1');
}

function modelElement(model: PageModel) {
  if ('address' in model) {
    return html`<script type="application/octet-stream" id="model" data-name="${model.name}" data-address="${model.address}"></script>`;
  }
  const {buffer, byteOffset, byteLength} = model.bytes;
  const text = Buffer.from(buffer, byteOffset, byteLength).toString('base64');
  return html`<script type="application/octet-stream" id="model" data-name="${model.name}">${trustedHtml(text)}</script>`;
}

/** No code and no style but the page's own; the worker comes from the page itself; nothing is loaded or sent. */
function policyFor(page: {script: string; style: string; isServed: boolean}): string {
  return [
    "default-src 'none'",
    `script-src ${hashOf(page.script)}`,
    `style-src ${hashOf(page.style)}`,
    'worker-src blob:',
    'img-src data: blob:',
    `connect-src ${page.isServed ? "'self'" : "'none'"}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
