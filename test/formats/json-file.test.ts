import {readFile, writeFile} from 'node:fs/promises';
import {describe, expect, test} from '@jest/globals';
import {z} from 'zod';
import {jsonFile} from '../../shared/formats/json-file.ts';
import {scratchFolder} from './scratch-folder.ts';

const file = scratchFolder();

describe('jsonFile', () => {
  const score = jsonFile('score', 1, z.strictObject({value: z.number()}), ({value}) => ({value}));

  test('writes pretty JSON and reads it back', async () => {
    await score.write(file('score.json'), {value: 3});
    expect(await readFile(file('score.json'), 'utf8')).toBe('{\n  "value": 3\n}\n');
    expect(await score.read(file('score.json'))).toEqual({value: 3});
    expect(await score.summarize(file('score.json'))).toEqual({counts: {value: 3}});
  });

  test('checks values on write and on read, and says when a file is no JSON', async () => {
    await expect(score.write(file('x.json'), {value: 'a'} as never)).rejects.toThrow(
      /no valid score/,
    );
    await writeFile(file('x.json'), '{"value": 1, "other": 2}');
    await expect(score.read(file('x.json'))).rejects.toThrow(/x\.json: no valid score:.*other/s);
    await writeFile(file('x.json'), '{"value"');
    await expect(score.read(file('x.json'))).rejects.toThrow(/x\.json: expected JSON/);
  });
});
