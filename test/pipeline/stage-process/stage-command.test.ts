// A stage's own command line.
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {createProject, type Project} from '../project.ts';

describe('a stage on its own', () => {
  let project: Project;
  beforeAll(async () => {
    project = await createProject();
    await project.write('numbers.json', '[1, 5, 9]');
  });
  afterAll(() => project.remove());

  test('--help tells ports, formats and parameters', async () => {
    const {text, code} = await project.stage('drop-small', '--help');
    expect(code).toBe(0);
    expect(text).toBe(`drop-small: Drop numbers below a minimum.

Usage: npx tsx stages/drop-small.ts
    --in numbers=PATH
    --out kept=PATH
    [--param NAME=VALUE …]
    [--state FOLDER]

Inputs:
  numbers  number-list@1

Outputs:
  kept  number-list@1 (.json)

Parameters:
  minimum  smallest number kept [integer ≥ 0 and ≤ 100, default 0]
  onEmpty  what to do when none is left [fail or allow, default "allow"]

VALUE is YAML. FOLDER holds checkpoints (beside the first output by default) and is removed at the end.
`);
  });

  test('runs on files named by hand', async () => {
    const {text, code} = await project.stage(
      'drop-small',
      ...['--in', 'numbers=numbers.json', '--out', 'kept=out/kept.json', '--param', 'minimum=5'],
    );
    expect(text.replace(/[\d.]+ s/, 'TIME')).toBe(
      'keptShare: 1\ndone in TIME\n→ out/kept.json  2 numbers\n',
    );
    expect(code).toBe(0);
    expect(await project.json('out/kept.json')).toEqual([5, 9]);
  });

  test('takes sources and many inputs', async () => {
    const read = await project.stage(
      'read-numbers',
      ...['--in', 'lists=data', '--out', 'numbers=out/numbers.json'],
    );
    expect(read.code).toBe(0);
    const add = await project.stage(
      'add-up',
      ...[
        '--in',
        'lists=numbers.json',
        '--in',
        'lists=out/numbers.json',
        '--out',
        'total=out/total',
      ],
    );
    expect(add.text).toContain('→ out/total  1 totals');
    expect(await project.read('out/total/total.txt')).toBe('51');
  });

  test('tells all that is wrong with its flags at once', async () => {
    const {text, code} = await project.stage(
      'drop-small',
      ...['--in', 'number=x.json', '--param', 'minimum=many', '--param', 'onEmty=fail'],
    );
    expect(code).toBe(1);
    expect(text.trimEnd().split('\n')).toEqual([
      '--out kept=…: found nothing, expected a path to write',
      '--in number=x.json: found the name number, expected numbers',
      '    Did you mean numbers?',
      '--in numbers=…: found nothing, expected a path',
      '--param onEmty=fail: found the name onEmty, expected minimum or onEmpty',
      '    Did you mean onEmpty?',
      '--param minimum: found "many", expected a number',
    ]);
    const flag = await project.stage('drop-small', '--parm', 'minimum=1');
    expect(flag.text).toContain('found the flag --parm, expected --in, --out');
    expect(flag.text).toContain('Did you mean --param?');
  });

  test('prints the message of an error and keeps its state', async () => {
    const {text, code} = await project.stage(
      'drop-small',
      ...['--in', 'numbers=numbers.json', '--out', 'kept=out/none.json'],
      ...['--param', 'minimum=50', '--param', 'onEmpty=fail'],
    );
    expect(code).toBe(1);
    expect(text).toContain('no number is at least 50; lower params.minimum');
  });
});
