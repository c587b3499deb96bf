// Opens single-cell data whatever its format, in a thread of its own: what a damaged file does to the library that reads
// it ends with that thread, and the caller computes while the next cells are read.
import type {CellLayer, CellSource, SourceBlock} from '../../cells/import/cell-source.ts';
import {type ReaderThread, startReader} from '../reader-thread/reader-thread.ts';
import {serveCalls, servesAs} from '../reader-thread/serve-calls.ts';
import {type OpenOptions, openHere} from './open-here.ts';
import {findZarr} from './zarr-files.ts';

const SERVICE = 'cells';
/** Where this code lies, not its source: what a stage was compiled to must start itself. */
const {url: OWN_FILE} = import.meta;

type LayerHead = Pick<CellLayer, 'name' | 'features' | 'leftOut' | 'isPresence'>;
type Head = Pick<CellSource, 'path' | 'kind' | 'cellIds' | 'columns' | 'layers'>;

/** Opens the source made of `paths`: one HDF5 file, or the files of a 10x folder. */
export async function openCellSource(
  paths: readonly string[],
  options: OpenOptions,
): Promise<CellSource> {
  // Messages name a Zarr folder, not one of its files.
  const zarr = findZarr(paths);
  const reader = startReader(OWN_FILE, SERVICE, zarr === undefined ? paths : [zarr]);
  try {
    const head = await reader.call<Head>('open', paths, options);
    return {
      ...head,
      column: name => reader.call('column', name),
      layer: name => openLayer(reader, name),
      async close() {
        await reader.call('close').catch(() => {});
        await reader.end();
      },
    };
  } catch (error) {
    await reader.end();
    throw error;
  }
}

async function openLayer(reader: ReaderThread, name: string): Promise<CellLayer> {
  const head = await reader.call<LayerHead>('layer', name);
  return {
    ...head,
    sample: () => reader.call('sample', name),
    async *blocks() {
      const pass = await reader.call<number>('start', name);
      const next = () => reader.call<SourceBlock | undefined>('next', pass);
      let waiting = next();
      for (let block = await waiting; block; block = await waiting) {
        waiting = next();
        // Where the caller fails or stops, nobody waits for it any more.
        waiting.catch(() => {});
        yield block;
      }
    },
  };
}

function serveCells(): void {
  let source: CellSource;
  const passes: AsyncIterator<SourceBlock>[] = [];
  serveCalls(
    {
      async open(paths: readonly string[], options: OpenOptions): Promise<Head> {
        source = await openHere(paths, options);
        const {path, kind, cellIds, columns, layers} = source;
        return {path, kind, cellIds, columns, layers};
      },
      column: (name: string) => source.column(name),
      async layer(name: string): Promise<LayerHead> {
        const {features, leftOut, isPresence} = await source.layer(name);
        return {name, features, leftOut, isPresence};
      },
      sample: async (name: string) => (await source.layer(name)).sample(),
      async start(name: string) {
        const layer = await source.layer(name);
        return passes.push(layer.blocks()[Symbol.asyncIterator]()) - 1;
      },
      async next(pass: number) {
        const {done, value} = await passes[pass].next();
        return done ? undefined : value;
      },
      close: () => source.close(),
    },
    ['next'],
  );
}

if (servesAs(SERVICE)) serveCells();
