// Stage summary: what a data stage took in, dropped and passed on; the report shows the data's journey from these.
import {z} from 'zod';
import type {Format} from './format.ts';
import {jsonFile} from './json-file.ts';

const schema = z.strictObject({
  stage: z.string().min(1),
  counts: z.record(z.string(), z.number()),
  notes: z.array(z.strictObject({message: z.string(), count: z.number()})),
});

/** `counts` in reading order (what came in first); `notes` say what was tolerated or dropped, and how often. */
export type StageSummary = z.output<typeof schema>;

const file = jsonFile<StageSummary>('stage-summary', 1, schema, ({counts}) => counts);

/** A stage's counts and notes as JSON, under its name in the pipeline, which the runner gives. */
export const stageSummary: Format<
  StageSummary,
  Pick<StageSummary, 'counts'> & Partial<StageSummary>
> = {
  ...file,
  write: (path, {counts, notes = [], stage = ''}, writer = stage) =>
    file.write(path, {stage: writer, counts, notes}),
};
