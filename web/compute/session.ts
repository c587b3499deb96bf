// The model file that questions are about, with what they share: its sets, ready to be tested.
import type {GeneModel} from '../../run/geneglot.mjs';
import {type FileWords, openFileWords} from '../../shared/answers/complete-about.ts';
import {GeneSpace} from '../../shared/answers/gene-space.ts';
import {type OpenedSets, openScope} from '../../shared/answers/scope-sets.ts';
import type {Scope} from '../protocol.ts';

/** Scopes kept ready: a list is typed on while its scope stays. */
const KEPT = 3;

/** Genes by number, and the sets of a scope among them. */
export class OpenScope {
  readonly space: GeneSpace;
  private readonly model: GeneModel;
  private readonly scope: Scope;
  private opened: OpenedSets | undefined;

  constructor(model: GeneModel, scope: Scope) {
    this.model = model;
    this.scope = scope;
    this.space = new GeneSpace(model);
  }

  /** The sets, with room for every gene that was read by `space` until now. */
  open(): OpenedSets {
    if (this.opened?.tested.holds.length !== this.space.symbols.length) {
      const {own, ...scope} = this.scope;
      const libraries = own?.map(file => ({...file, library: file.name}));
      this.opened = openScope(
        {...scope, ...(libraries && {own: libraries})},
        this.model,
        this.space,
      );
    }
    return this.opened;
  }
}

export class Session {
  readonly model: GeneModel;
  private words: FileWords | undefined;
  private readonly scopes = new Map<string, OpenScope>();

  constructor(model: GeneModel) {
    this.model = model;
  }

  /** What reads words; made when they are first given. */
  readWords(): FileWords {
    this.words ??= openFileWords(this.model);
    return this.words;
  }

  /** The sets of a scope; those of the last scopes are kept. */
  scope({libraries, background, own}: Scope): OpenScope {
    const key = JSON.stringify([libraries, background, own]);
    const scope =
      this.scopes.get(key) ??
      new OpenScope(this.model, {
        ...(libraries && {libraries}),
        ...(background && {background}),
        ...(own && {own}),
      });
    this.scopes.delete(key);
    this.scopes.set(key, scope);
    const [oldest] = this.scopes.keys();
    if (this.scopes.size > KEPT) this.scopes.delete(oldest);
    return scope;
  }
}
