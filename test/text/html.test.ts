import {describe, expect, test} from '@jest/globals';
import {escapeHtml, html, trustedHtml} from '../../shared/text/html.ts';
import {findLoads, readElements} from '../report/check-html.ts';

describe('html', () => {
  test('escapes what is put in, in text and in attributes', () => {
    const name = `<img src=x onerror="alert('1')"> & co`;
    expect(html`<p title="${name}">${name}</p>`.markup).toBe(
      `<p title="${escapeHtml(name)}">${escapeHtml(name)}</p>`,
    );
    expect(escapeHtml(name)).toBe(
      '&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt; &amp; co',
    );
  });

  test('nests html and lists, and leaves out what is not there', () => {
    const items = ['a', '<b>'].map(item => html`<li>${item}</li>`);
    expect(html`<ul>${items}${null}${false}${undefined}</ul>`.markup).toBe(
      '<ul><li>a</li><li>&lt;b&gt;</li></ul>',
    );
    expect(html`${0} ${trustedHtml('<br>')}`.markup).toBe('0 <br>');
  });
});

describe('the test’s own HTML reader', () => {
  test('accepts balanced markup', () => {
    const page = '<!doctype html>\n<p class="a">x<br><b>y</b></p><svg><path d="M0"/></svg>';
    expect(readElements(page)).toEqual(['p', 'br', 'b', 'svg', 'path']);
  });

  test('refuses what is unbalanced, unclosed or unescaped', () => {
    expect(() => readElements('<p><b></p></b>')).toThrow('</p> at 6 closes <b>');
    expect(() => readElements('<p>')).toThrow('Never closed: p');
    expect(() => readElements('<p>1 < 2</p>')).toThrow('No tag at 5');
  });

  test('finds what would be loaded', () => {
    expect(findLoads('<a href="#here"></a><use fill="url(#clip)"/>')).toEqual([]);
    expect(findLoads('<img src="a.png"><style>@import "x";a{b:url(c.png)}</style>')).toHaveLength(
      3,
    );
  });
});
