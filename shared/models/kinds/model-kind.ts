// What a kind of completion model brings: the settings in model.json, and the files beside it.
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {z} from 'zod';

/** Reads and writes whole models, for kinds that are made of others. */
export interface NestedModels<Member> {
  read(folder: string): Promise<Member>;
  write(folder: string, model: Member): Promise<void>;
}

/** Models of one kind as folders; `settings` is what model.json holds, not yet checked. */
export interface ModelKind<Model, Member = unknown> {
  read(folder: string, settings: unknown, nested: NestedModels<Member>): Promise<Model>;
  write(folder: string, model: Model, nested: NestedModels<Member>): Promise<void>;
  /** Counts for the manifest, without reading all weights. */
  count(folder: string, settings: unknown): Promise<Record<string, number>>;
}

/** What sets a kind apart. `Model` is what a stage reads and writes: the settings and the data beside them. */
interface KindParts<Model, Settings extends z.ZodType, Member> {
  settings: Settings;
  /** The part of the model that model.json keeps. */
  pickSettings(model: Model): z.input<Settings>;
  /** Reads the data beside model.json in the folder. */
  readData(
    folder: string,
    settings: z.output<Settings>,
    nested: NestedModels<Member>,
  ): Promise<Model>;
  writeData(folder: string, model: Model, nested: NestedModels<Member>): Promise<void>;
  count(folder: string, settings: z.output<Settings>): Promise<Record<string, number>>;
}

/** A kind of model, from what sets it apart. */
export function modelKind<Model, Settings extends z.ZodType, Member = unknown>(
  parts: KindParts<Model, Settings, Member>,
): ModelKind<Model, Member> {
  return {
    read: async (folder, settings, nested) =>
      parts.readData(folder, parseSettings(parts.settings, folder, settings), nested),
    async write(folder, model, nested) {
      const text = JSON.stringify(parts.pickSettings(model), null, 2);
      await writeFile(settingsPath(folder), `${text}\n`);
      await parts.writeData(folder, model, nested);
    },
    count: async (folder, settings) =>
      parts.count(folder, parseSettings(parts.settings, folder, settings)),
  };
}

export const settingsPath = (folder: string) => join(folder, 'model.json');

/** Checks what model.json holds. */
export function parseSettings<Schema extends z.ZodType>(
  schema: Schema,
  folder: string,
  settings: unknown,
): z.output<Schema> {
  const parsed = schema.safeParse(settings);
  if (parsed.success) return parsed.data;
  throw new Error(
    `${settingsPath(folder)}: not a geneglot model:\n${z.prettifyError(parsed.error)}`,
  );
}
