// HTML by tagged template: everything put into a template is text and is escaped, unless it is HTML already.

/** A piece of finished HTML; only `html` and `trustedHtml` make one. */
export interface Html {
  readonly markup: string;
}

export type HtmlValue = string | number | Html | readonly HtmlValue[] | null | undefined | false;

/** Builds HTML from a template; strings and numbers are escaped, lists joined, null and false left out. */
export function html(strings: TemplateStringsArray, ...values: HtmlValue[]): Html {
  let markup = strings[0];
  for (const [i, value] of values.entries()) markup += toMarkup(value) + strings[i + 1];
  return {markup};
}

/** Marks markup as HTML that needs no escaping; for markup made by this program only. */
export function trustedHtml(markup: string): Html {
  return {markup};
}

/** Text as it may stand in an element or a quoted attribute. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

function toMarkup(value: HtmlValue): string {
  if (value === null || value === undefined || value === false) return '';
  if (typeof value === 'string') return escapeHtml(value);
  if (typeof value === 'number') return String(value);
  return 'markup' in value ? value.markup : value.map(toMarkup).join('');
}
