// Whether the parts and settings of a model file fit together (docs/model-file.md), whoever wrote it.
import type {ModelFile} from '../../run/geneglot.mjs';

type Member = ModelFile['about']['model']['members'][number];

/** Parts that are text; all others are numbers. */
const TEXTS = ['symbols', 'gene-names', 'names', 'sets.titles'];

function need(holds: boolean): void {
  if (!holds) throw new RangeError('parts do not fit together');
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) > 0;
}

/** The check of one file; throws what an error of the language is, too. */
export class ModelFileCheck {
  private readonly file: ModelFile;
  /** Tokens, and training sets. */
  private readonly V: number;
  private readonly S: number;

  constructor(file: ModelFile) {
    this.file = file;
    for (const [name, values] of file.parts) {
      need((typeof values === 'string') === TEXTS.includes(name));
    }
    this.V = this.lines('symbols');
    this.S = this.length('sets.sizes');
  }

  check(): void {
    this.checkAbout();
    const {depth, hidden: H, members, calibration} = this.file.about.model;
    const {expected, observed} = calibration;
    need([depth, H, members.length].every(isCount));
    need(isCount(expected.length) && expected.length === observed.length);
    need([...expected, ...observed].every(Number.isFinite));
    need(this.lines('gene-names') === this.V && this.lines('sets.titles') === this.S);
    this.checkRows('sets.', 0);
    need(this.length('network') === (3 * members.length + 6 + H) * H);
    for (const [i, member] of members.entries()) this.checkMember(member, `members.${i}.`);
  }

  /** What pages and commands show. */
  private checkAbout(): void {
    const {title, sources = [], origin = [], scores} = this.file.about;
    const areTexts = (...texts: unknown[]) => texts.every(text => typeof text === 'string');
    need(areTexts(title));
    need(sources.every(source => areTexts(source.title, source.licence, source.url)));
    need(
      origin.every(
        ({stage, key, sources: files = []}) =>
          areTexts(stage, key) && files.every(({file, sha256}) => areTexts(file, sha256)),
      ),
    );
    need((scores?.nearness ?? []).every(row => Object.values(row).every(Number.isFinite)));
  }

  private checkMember({kind, ...options}: Member, at: string): void {
    need(typeof kind === 'string');
    if (kind === 'nearest-sets') need(Number(options.power) > 0);
    if (kind === 'co-occurrence') need(Number(options.smoothing) >= 0);
    if (kind === 'ease') {
      need(
        Number(options.lambda) > 0 && this.length(`${at}diagonal`) === this.length(`${at}genes`),
      );
      need(this.numbers(`${at}genes`).every(gene => gene > 0 && gene < this.V));
      need(this.numbers(`${at}diagonal`).every(value => value > 0));
      if (Number(options.modes) > 0) {
        this.checkShape(`${at}modes`, [Number(options.modes), this.length(`${at}genes`)]);
      }
    }
    if (kind === 'gene-names') this.checkRows(at, 1);
    if (kind === 'set-encoder') this.checkEncoder(options.config as EncoderConfig, at);
  }

  private checkEncoder(
    {nEmbd: C, nHead, nLayer, pooling, tiedHead}: EncoderConfig,
    at: string,
  ): void {
    need(isCount(C) && isCount(nHead) && nHead <= C && isCount(nLayer + 1));
    need(['mean', 'root', 'attention', 'gene-score'].includes(pooling));
    const {V} = this;
    const is = (name: string, ...shape: number[]) => this.checkShape(at + name, shape);
    is('embedding.weight', V, C);
    if (!tiedHead) is('head.weight', V, C);
    is('head.bias', V);
    if (pooling === 'attention') is('pooling.query', nHead * C);
    if (pooling === 'gene-score') is('pooling.score', V);
    for (let block = 0; block < nLayer; block++) {
      const of = `blocks.${block}.`;
      const wide = this.length(`${at}${of}expand.bias`);
      for (const part of ['norm.weight', 'norm.bias', 'contract.bias']) is(of + part, C);
      is(`${of}expand.weight`, C, wide);
      is(`${of}contract.weight`, wide, C);
    }
    is('norm.weight', C);
    is('norm.bias', C);
  }

  /** Rows of tokens, each of `least` or more: their sizes, and the steps from token to token. */
  private checkRows(at: string, least: number): void {
    const sizes = this.numbers(`${at}sizes`);
    need(sizes.every(size => size >= least && size % 1 === 0));
    need(sizes.reduce((sum, size) => sum + size, 0) === this.length(`${at}steps`));
  }

  /** Rows have a scale each; one row is a list of plain numbers. */
  private checkShape(name: string, [rows, columns]: number[]): void {
    need(this.length(name) === rows * (columns ?? 1));
    if (columns !== undefined) need(this.length(`${name}.scales`) === rows);
  }

  private lines(name: string): number {
    return String(this.part(name)).split('\n').length;
  }

  private length(name: string): number {
    return this.part(name).length;
  }

  private numbers(name: string): number[] {
    const values = this.part(name);
    need(typeof values !== 'string');
    return Array.from(values, Number);
  }

  private part(name: string) {
    const values = this.file.parts.get(name);
    if (values === undefined) throw new RangeError(`no part ${name}`);
    return values;
  }
}

interface EncoderConfig {
  nEmbd: number;
  nHead: number;
  nLayer: number;
  pooling: string;
  tiedHead: boolean;
}
