// The page: its policy covers exactly its own code and style, and it names nothing outside itself.
import {createHash} from 'node:crypto';
import {beforeAll, describe, expect, test} from '@jest/globals';
import {buildPage} from '../../../shared/ask/page/build-page.ts';

const BYTES = Uint8Array.from({length: 1000}, (_, i) => i % 256);
/** Code and style of the page in bytes: what a change may add unnoticed is little. */
const MOST_BYTES = 1.4e6;

describe('workbench page', () => {
  let page = '';
  let served = '';
  beforeAll(async () => {
    page = await buildPage({name: 'a "b" <c>.geneglot', bytes: BYTES});
    served = await buildPage({name: 'x.geneglot', address: 'model.geneglot'});
  });

  test('the policy names the hashes of its one script and its one style', () => {
    const scripts = [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)];
    const styles = [...page.matchAll(/<style>([\s\S]*?)<\/style>/g)];
    expect([scripts.length, styles.length]).toEqual([1, 1]);
    expect(policyOf(page)).toMatchObject({
      'default-src': "'none'",
      'script-src': hashOf(scripts[0][1]),
      'style-src': hashOf(styles[0][1]),
      'worker-src': 'blob:',
      'connect-src': "'none'",
      'base-uri': "'none'",
      'form-action': "'none'",
    });
  });

  test('a served page may ask its own server alone', () => {
    expect(policyOf(served)['connect-src']).toBe("'self'");
    expect(served).toContain('data-address="model.geneglot"');
  });

  test('no element names anything outside the page', () => {
    const markup = page.replace(/<(script|style)\b[\s\S]*?<\/\1>/g, '');
    expect(markup).not.toMatch(/\b(src|href|srcset|action|style|on\w+)=/);
    const style = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1];
    expect(style).not.toMatch(/url\(|@import/);
  });

  test('the model lies in it whole, its name as text', () => {
    const [, name, text] = /id="model" data-name="([^"]*)">([^<]*)</.exec(page) ?? [];
    expect(name).toBe('a &quot;b&quot; &lt;c&gt;.geneglot');
    expect(Uint8Array.from(Buffer.from(text, 'base64'))).toEqual(BYTES);
  });

  test('code never ends its own element', () => {
    expect(page.match(/<script\b/g)).toHaveLength(3);
    expect(page.match(/<\/script>/g)).toHaveLength(3);
    expect(page).not.toContain('<!--');
  });

  test('the same model makes the same page, and code stays small', async () => {
    expect(await buildPage({name: 'x.geneglot', address: 'model.geneglot'})).toBe(served);
    expect(Buffer.byteLength(served)).toBeLessThan(MOST_BYTES);
  });
});

function policyOf(page: string): Record<string, string> {
  const text = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
  const rules = text.replaceAll('&#39;', "'").split('; ');
  return Object.fromEntries(
    rules.map(rule => [rule.split(' ')[0], rule.split(' ').slice(1).join(' ')]),
  );
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
