// A small strict HTML reader for tests: every element closed in order, every attribute quoted.

const VOID = new Set(['meta', 'br', 'link', 'img', 'hr', 'input']);
/** SVG writes these as self-closing or closed, so they go through the common path. */
const TAG = /<(\/?)([a-zA-Z][\w:-]*)((?:\s+[\w:-]+(?:="[^"<>]*")?)*)\s*(\/?)>/y;

/** Names of all elements in order of opening; throws at the first thing that is not well-formed. */
export function readElements(page: string): string[] {
  const open: string[] = [];
  const elements: string[] = [];
  let at = page.replace(/^<!doctype html>/i, ' '.repeat('<!doctype html>'.length)).indexOf('<');
  while (at !== -1) {
    TAG.lastIndex = at;
    const match = TAG.exec(page);
    if (!match) throw new Error(`No tag at ${at}: ${page.slice(at, at + 80)}`);
    const [tag, closing, name, , selfClosing] = match;
    if (closing) {
      const expected = open.pop();
      if (expected !== name) throw new Error(`</${name}> at ${at} closes <${expected}>`);
    } else {
      elements.push(name);
      if (!selfClosing && !VOID.has(name)) open.push(name);
    }
    const from = at + tag.length;
    at = name === 'style' && !closing ? page.indexOf('</style>', from) : page.indexOf('<', from);
  }
  if (open.length > 0) throw new Error(`Never closed: ${open.join(', ')}`);
  return elements;
}

/** What a page would load from elsewhere: sources, links, imports, url(…) other than its own ids. */
export function findLoads(page: string): string[] {
  const attributes = [...page.matchAll(/\s(?:src|href|srcset|data|action|poster)="(?!#)[^"]*"/g)];
  const styles = [...page.matchAll(/@import[^;]*;|url\((?!["']?#)[^)]*\)/g)];
  return [...attributes, ...styles].map(([found]) => found.trim());
}
