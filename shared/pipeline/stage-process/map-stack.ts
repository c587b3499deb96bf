// Stack traces of compiled files in terms of their sources. Node's --enable-source-maps would read every map at start.
// Reference: Node's module.SourceMap, and V8's Error.prepareStackTrace.
import {readFileSync} from 'node:fs';
import {SourceMap} from 'node:module';
import {fileURLToPath, pathToFileURL} from 'node:url';

/** From now on errors name the lines of the sources of `files`, each of which has its map beside it. */
export function mapStacks(files: readonly string[]): void {
  const maps = new Map<string, SourceMap | undefined>();
  const mapOf = (url: string): SourceMap | undefined => {
    if (!maps.has(url)) maps.set(url, readMap(fileURLToPath(url)));
    return maps.get(url);
  };
  const urls = files.map(file => pathToFileURL(file).href);
  Error.prepareStackTrace = (error, frames) => {
    const lines = frames.map(frame => {
      const text = String(frame);
      const url = urls.find(candidate => text.includes(candidate));
      return `\n    at ${url ? inSource(text, url, mapOf(url)) : text}`;
    });
    return `${describe(error)}${lines.join('')}`;
  };
}

// What V8 itself writes; an error whose toString throws must not hide the others.
function describe(error: Error): string {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return 'Error';
  }
}

function readMap(file: string): SourceMap | undefined {
  try {
    return new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8')));
  } catch {
    return undefined;
  }
}

function inSource(text: string, url: string, map: SourceMap | undefined): string {
  const at = text.indexOf(url);
  const [place, line, column] = /^:(\d+):(\d+)/.exec(text.slice(at + url.length)) ?? [];
  if (!map || place === undefined) return text;
  const entry = map.findEntry(Number(line) - 1, Number(column) - 1);
  if (!('originalSource' in entry)) return text;
  const source = fileURLToPath(new URL(entry.originalSource, url));
  const shown = `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  return text.slice(0, at) + shown + text.slice(at + url.length + place.length);
}
