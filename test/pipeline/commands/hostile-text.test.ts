// Text from data on the terminal: whatever names, parameters and messages hold, no command obeys or passes on an escape.
import {readdir, readFile} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {afterAll, beforeAll, expect, test} from '@jest/globals';
import {createProject, type Output, type Project} from '../project.ts';

/** Clears the screen, sets the title, writes the clipboard, 8-bit CSI and OSC, DEL, turns the order. */
const ATTACK =
  '\\u001b[2J\\u001b]0;x\\u0007\\u001b]52;c;ZXZpbA==\\u0007\\u009b2J\\u009d0;x\\u007f\\u202e';
const TYPED = '\u001b[2J\u001b]0;x\u0007\u009b2J\u202e';
const CONTROL = /(?![\n\t])[\p{Cc}\p{Bidi_Control}]/u;

const STAGE = `import {z} from 'zod';
import {stage} from '../../../../shared/pipeline/stage.ts';
import {numberList} from '../shared/number-list.ts';

export default stage(import.meta.url, {
  summary: 'Speaks in escapes: ${ATTACK}',
  inputs: {numbers: numberList},
  outputs: {spoken: numberList},
  params: z.strictObject({text: z.string().describe('${ATTACK}'), fail: z.boolean().default(false)}),
  async run({inputs, outputs, params, log}) {
    console.log('printed ${ATTACK}');
    console.error('printed ${ATTACK}');
    log.info('a log ' + params.text);
    log.warn('a warning ' + params.text);
    if (params.fail) throw new Error('an error ' + params.text);
    await outputs.spoken.write(await inputs.numbers.read());
  },
});
`;

let project: Project;

beforeAll(async () => {
  project = await createProject();
  await project.write('stages/speak.ts', STAGE);
  await project.write(
    'pipeline.yaml',
    `name: "numbers ${ATTACK}"
stages:
  read-numbers:
    inputs: {lists: [data/*.txt]}
  speak:
    inputs: {numbers: read-numbers.numbers}
    params: {text: "a parameter ${ATTACK}"}
`,
  );
});
afterAll(() => project.remove());

async function quiet(...args: string[]): Promise<Output> {
  const output = await project.geneglot(...args);
  const found = CONTROL.exec(output.text);
  const around = output.text.slice(Math.max(0, (found?.index ?? 0) - 40), (found?.index ?? 0) + 20);
  expect({args, found: found && JSON.stringify(around)}).toEqual({args, found: null});
  return output;
}

test('no command passes an escape on', async () => {
  expect((await quiet('run')).text).toContain('speak: a log a parameter ␛[2J␛]0;x␇␛]52;c;');
  await quiet('status');
  await quiet('stages');
  await quiet('history');
  expect((await quiet('log', 'speak')).text).toContain('printed ␛[2J');
  await quiet('run', '--log', 'json', '--force');
  const failed = await quiet(
    'run',
    '--verbose',
    '--set',
    `speak.text=${TYPED}`,
    '--set',
    'speak.fail=true',
  );
  expect(failed.text).toContain('speak: failed: an error ␛[2J');
  for (const command of [
    ['plan', '--explain'],
    ['why', 'speak'],
  ]) {
    await quiet(...command, '--set', `speak.text="${ATTACK}"`);
  }
  await quiet('accept', 'speak', '--because', TYPED, '--set', `speak.text="new ${ATTACK}"`);
  await quiet('diff', 'last', 'last');
  await quiet('verify');
  await quiet('gc', '--dry-run');
  for (const format of ['mermaid', 'svg']) await quiet('graph', '--format', format);
  await quiet('export', 'argo');
  await quiet('schedule', '--at', '02:00', '--print', '--on-failure', TYPED);
}, 120_000);

test('no refusal passes an escape on', async () => {
  const odd: string[][] = [
    [TYPED],
    ['run', `--${TYPED}`],
    ['run', TYPED],
    ['run', '--pipeline', `${TYPED}.yaml`],
    ['run', '--profile', TYPED],
    ['run', '--set', TYPED],
    ['run', '--set', `speak.${TYPED}=1`],
    ['run', '--jobs', TYPED],
    ['run', '--log', TYPED],
    ['run', '--executor', TYPED],
    ['graph', '--format', TYPED],
    ['export', TYPED],
    ['import', TYPED],
    ['diff', TYPED, 'last'],
    ['log', TYPED],
    ['complete', TYPED],
    ['evaluate', '--test', TYPED],
    ['schedule', '--at', TYPED],
  ];
  for (const args of odd) {
    expect({args, code: (await quiet(...args)).code}).not.toEqual({args, code: 0});
  }
}, 120_000);

test('only one file of the runner writes to the terminal', async () => {
  const root = resolve(import.meta.dirname, '../../../shared');
  const files = (await readdir(root, {recursive: true})).filter(name => name.endsWith('.ts'));
  const writers: string[] = [];
  for (const file of files) {
    const text = await readFile(join(root, file), 'utf8');
    if (/console\.\w+\(|process\.std(out|err)\.write\(/.test(text)) writers.push(file);
  }
  // A stage's own warning goes to its log, which is made visible where it is shown.
  expect(writers.sort()).toEqual(['formats/parquet/write-parquet.ts', 'pipeline/show/print.ts']);
});
