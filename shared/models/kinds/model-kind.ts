// What a kind of completion model brings: the settings in model.json, and the files beside it.
import type {z} from 'zod';

/** Reads and writes whole models, for kinds that are made of others. */
export interface NestedModels {
  read(folder: string): Promise<unknown>;
  write(folder: string, model: unknown): Promise<void>;
}

/** A kind of model, `kind` in model.json. `Model` is what a stage reads and writes: the settings and its data. */
export interface ModelKind<
  Model extends {kind: string},
  Settings extends z.ZodType<{kind: Model['kind']}> = z.ZodType<{kind: Model['kind']}>,
> {
  settings: Settings;
  /** The part of the model that model.json keeps. */
  pickSettings(model: Model): z.input<Settings>;
  /** Reads the data beside model.json in the folder. */
  readData(folder: string, settings: z.output<Settings>, nested: NestedModels): Promise<Model>;
  writeData(folder: string, model: Model, nested: NestedModels): Promise<void>;
  /** Counts for the manifest, without reading all weights. */
  count(folder: string, settings: z.output<Settings>): Promise<Record<string, number>>;
}
