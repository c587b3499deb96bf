// Stage summary: what a data stage took in, dropped and passed on; the report tells the data's journey from these.
import {z} from 'zod';
import {jsonFile} from './json-file.ts';

const schema = z.strictObject({
  stage: z.string().min(1),
  counts: z.record(z.string(), z.number()),
  notes: z.array(z.strictObject({message: z.string(), count: z.number()})),
});

/** `counts` in reading order (what came in first); `notes` say what was tolerated or dropped, and how often. */
export type StageSummary = z.output<typeof schema>;

/** A stage's counts and notes as JSON. */
export const stageSummary = jsonFile<StageSummary>(
  'stage-summary',
  1,
  schema,
  ({counts}) => counts,
);
