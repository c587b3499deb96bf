// The JSON Schema of pipeline files: current, complete, and named where editors look.
import {readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {expect, test} from '@jest/globals';
import {jsonSchemaOfPipeline} from '../../../shared/pipeline/declare/pipeline-schema.ts';

const root = resolve(import.meta.dirname, '../../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

interface SchemaPart {
  description?: string;
  $ref?: string;
  properties?: Record<string, SchemaPart>;
  anyOf?: SchemaPart[];
}

test('pipeline.schema.json is what `geneglot schema` prints', () => {
  expect(JSON.parse(read('pipeline.schema.json'))).toEqual(
    JSON.parse(JSON.stringify(jsonSchemaOfPipeline())),
  );
});

test('pipeline.yaml names it for editors', () => {
  expect(read('pipeline.yaml').split('\n')[0]).toBe(
    '# yaml-language-server: $schema=./pipeline.schema.json',
  );
});

test('every key of a pipeline file, a stage and its resources has a description', () => {
  const schema = jsonSchemaOfPipeline() as SchemaPart & {$defs: Record<string, SchemaPart>};
  const follow = (part: SchemaPart): SchemaPart =>
    part.$ref ? schema.$defs[part.$ref.replace('#/$defs/', '')] : part;
  const silent = [
    schema,
    ...Object.values(schema.$defs).flatMap(part => [part, ...(part.anyOf ?? [])]),
  ]
    .flatMap(part => Object.entries(part.properties ?? {}))
    .filter(([, part]) => !(part.description ?? follow(part).description))
    .map(([name]) => name);
  expect(silent).toEqual([]);
});
