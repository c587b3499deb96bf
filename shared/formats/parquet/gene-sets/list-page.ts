// One page of lists of genes: where each list begins, which are empty, and the genes as places in the column's dictionary.
// https://parquet.apache.org/docs/file-format/nestedencoding/
import type {PageHeader} from 'hyparquet';
import {packRuns, widthOf} from '../runs.ts';

interface ListPage {
  header: PageHeader & Required<Pick<PageHeader, 'data_page_header_v2'>>;
  /** What follows the header: repetition levels, definition levels, values. */
  parts: Uint8Array[];
}

/** The page of the lists that `offsets` part, one more than there are lists; `codeOf` gives a gene's place. */
export function listPage(offsets: Int32Array, genes: Int32Array, codeOf: Int32Array): ListPage {
  const {repetition, definition, empty} = levelsOf(offsets);
  const levels = [repetition, definition].map(level => packRuns(level, 1));
  const values = packPlaces(placesOf(offsets, genes, codeOf));
  const parts = [...levels, values];
  const bytes = parts.reduce((sum, {length}) => sum + length, 0);
  return {
    header: {
      type: 'DATA_PAGE_V2',
      uncompressed_page_size: bytes,
      compressed_page_size: bytes,
      data_page_header_v2: {
        num_values: repetition.length,
        num_nulls: empty,
        num_rows: offsets.length - 1,
        encoding: 'RLE_DICTIONARY',
        definition_levels_byte_length: levels[1].length,
        repetition_levels_byte_length: levels[0].length,
        is_compressed: true,
      },
    },
    parts,
  };
}

/** Where each list begins (repetition 0), and which are empty (definition 0); an empty list has an entry too. */
function levelsOf(offsets: Int32Array) {
  const lists = offsets.length - 1;
  let empty = 0;
  for (let i = 0; i < lists; i++) if (offsets[i] === offsets[i + 1]) empty++;
  const entries = offsets[lists] - offsets[0] + empty;
  const repetition = new Uint8Array(entries).fill(1);
  const definition = new Uint8Array(entries).fill(1);
  for (let i = 0, at = 0; i < lists; i++) {
    const size = offsets[i + 1] - offsets[i];
    repetition[at] = 0;
    if (size === 0) definition[at] = 0;
    at += Math.max(1, size);
  }
  return {repetition, definition, empty};
}

function placesOf(offsets: Int32Array, genes: Int32Array, codeOf: Int32Array): Int32Array {
  const first = offsets[0];
  const places = new Int32Array(offsets[offsets.length - 1] - first);
  for (let i = 0; i < places.length; i++) places[i] = codeOf[genes[first + i]];
  return places;
}

/** The bits of a place, then the places. */
function packPlaces(places: Int32Array): Uint8Array {
  let most = 0;
  for (let i = 0; i < places.length; i++) if (places[i] > most) most = places[i];
  const runs = packRuns(places, widthOf(most));
  const bytes = new Uint8Array(1 + runs.length);
  bytes[0] = widthOf(most);
  bytes.set(runs, 1);
  return bytes;
}
