// Buttons that take an answer away.
import {useState} from 'preact/hooks';
import type {NamedList} from '../../protocol.ts';
import {captionOf} from '../../state/caption.ts';
import {fileStem, type Sheet, toGmt, toJson, toTsv} from '../../state/export-text.ts';
import {copyText, saveFile, toPng} from '../../state/save-file.ts';
import {useTheSession} from '../../state/session.ts';

interface ExportBarProps {
  /** What is taken away: begins the name of the file. */
  name: string;
  sheet: () => Sheet;
  json: () => object;
  gmt?: () => NamedList[];
  /** A picture with its caption drawn in. */
  svg?: (caption: string[]) => string | Promise<string>;
  /** Lines of the caption beside those on list, sets and background. */
  caption?: string[];
}

export function ExportBar({name, sheet, json, gmt, svg, caption: more = []}: ExportBarProps) {
  const {state, genes} = useTheSession();
  const [said, say] = useState('');
  const caption = [...captionOf(state, genes), ...more];
  const readings = state.panels.read.answer?.readings;
  const stem = fileStem(name);
  const copy = async () => {
    const isCopied = await copyText(toTsv(sheet(), caption));
    say(isCopied ? 'Copied.' : 'The browser does not let this page copy. Take the TSV.');
  };
  const saves: [string, (() => void) | undefined][] = [
    ['TSV', () => saveFile(`${stem}.tsv`, toTsv(sheet(), caption), 'text/tab-separated-values')],
    ['GMT', gmt && (() => saveFile(`${stem}.gmt`, toGmt(gmt(), caption)))],
    ['JSON', () => saveFile(`${stem}.json`, toJson(json(), caption, readings), 'application/json')],
    ['SVG', svg && (async () => saveFile(`${stem}.svg`, await svg(caption), 'image/svg+xml'))],
    ['PNG', svg && (async () => saveFile(`${stem}.png`, await toPng(await svg(caption))))],
  ];
  return (
    <p class="exports">
      <span class="unseen">Take {name} away:</span>
      <button type="button" onClick={copy}>
        Copy
      </button>
      {saves.map(
        ([label, save]) =>
          save && (
            <button type="button" key={label} onClick={save}>
              {label}
            </button>
          ),
      )}
      <span role="status">{said}</span>
    </p>
  );
}
