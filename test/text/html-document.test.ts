import {describe, expect, test} from '@jest/globals';
import {html, trustedHtml} from '../../shared/text/html.ts';
import {htmlDocument} from '../../shared/text/html-document.ts';
import {findLoads, readElements} from '../report/check-html.ts';
import {openInBrowser} from '../report/open-in-browser.ts';

const style = 'p { color: rgb(1, 2, 3) }\na > b { content: "<&" }';

describe('a page', () => {
  test('is well-formed, loads nothing and escapes its title', () => {
    const page = htmlDocument({title: '<b>', style, body: html`<p>${'<i>'}</p>`});
    expect(readElements(page)).toEqual([
      ...['html', 'head', 'meta', 'meta', 'meta', 'meta', 'title', 'style', 'body', 'p'],
    ]);
    expect(findLoads(page)).toEqual([]);
    expect(page).toContain('<title>&lt;b&gt;</title>');
    expect(page).toContain('<p>&lt;i&gt;</p>');
  });

  test('lets a browser run nothing, load nothing and style nothing that got past the escaping', () => {
    const attack = trustedHtml(
      [
        '<p id="p">text</p><script>document.title = "run"</script>',
        '<img src="x" onerror="document.title = \'run\'"><img src="http://127.0.0.1:9/a.png">',
        '<svg onload="document.title = \'run\'"></svg><iframe src="data:text/html,x"></iframe>',
        '<base href="http://127.0.0.1:9/"><style>p { color: red }</style>',
        '<p style="color: red">red</p><object data="data:text/html,x"></object>',
      ].join(''),
    );
    const opened = openInBrowser(htmlDocument({title: 'calm', style, body: attack}));
    if (!opened) return;
    expect(opened.dom).toContain('<title>calm</title>');
    const refused = opened.console.join('\n');
    for (const kind of ['script', 'image', 'frame', 'style', 'base']) {
      expect(refused.toLowerCase()).toContain(kind);
    }
  }, 60_000);

  test('shows its own style without a complaint', () => {
    const opened = openInBrowser(htmlDocument({title: 'calm', style, body: html`<p>text</p>`}));
    expect(opened?.console ?? []).toEqual([]);
  }, 60_000);
});
