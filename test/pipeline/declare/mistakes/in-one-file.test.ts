// The whole text printed of bad pipelines: where, what was found, what was expected, what to do.
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {createProject, type Project} from '../../project.ts';
import {type Mistake, messageOf, VALID} from './mistakes.ts';

const MISTAKES: Mistake[] = [
  {
    mistake: 'several mistakes at once',
    replace: [
      `    inputs: {numbers: drop-small.kept}`,
      `    inputs: {numbers: drop-smal.kept}
    params: {factor: -1}`,
    ],
    told: `pipeline.yaml:9:23 stages.scale.inputs.numbers: found the stage drop-smal, which is not declared; expected read-numbers, drop-small, scale or add-up
    Did you mean drop-small?
pipeline.yaml:10:22 stages.scale.params.factor: found -1, expected a number > 0`,
  },
  {
    mistake: 'no name and no stages',
    file: `# nothing yet
`,
    told: `pipeline.yaml:1:1 name: found nothing, expected text
pipeline.yaml:1:1 stages: found nothing, expected a mapping`,
  },
  {
    mistake: 'a list where the stages should be',
    file: `name: numbers
stages: [read-numbers, scale]
`,
    told: `pipeline.yaml:2:9 stages: found ["read-numbers","scale"], expected a mapping`,
  },
  {
    mistake: 'a stage that is text',
    replace: [
      `  scale:
    inputs: {numbers: drop-small.kept}`,
      `  scale: drop-small.kept`,
    ],
    told: `pipeline.yaml:8:10 stages.scale: found "drop-small.kept", expected a mapping`,
  },
  {
    mistake: 'a name of a stage in capitals',
    replace: [
      `  scale:
    inputs: {numbers: drop-small.kept}
  add-up:
    inputs: {lists: [drop-small.kept, scale.scaled]}`,
      `  Scale:
    uses: stages/scale
    inputs: {numbers: drop-small.kept}
  add-up:
    inputs: {lists: [drop-small.kept, Scale.scaled]}`,
    ],
    told: `pipeline.yaml:8:3 stages.Scale: found the stage name Scale, expected lower-case letters, digits and hyphens, 200 at most`,
  },
  ...['../x', 'a/b', '..', '/etc/passwd'].map(fileName => ({
    mistake: `a download whose file name ${fileName} leads elsewhere`,
    replace: [
      `lists: data/*.txt`,
      `lists: {url: "https://example.org/x", sha256: ${'a'.repeat(64)}, fileName: ${fileName}}`,
    ] as [string, string],
    told: `pipeline.yaml:4:21 stages.read-numbers.inputs.lists: found the file name "${fileName}", expected one without folders, of 200 bytes at most
    Give another as fileName: NAME.`,
  })),
  {
    mistake: 'a download whose URL ends in a coded way out',
    replace: [
      `lists: data/*.txt`,
      `lists: {url: "https://example.org/a%2F..", sha256: ${'a'.repeat(64)}}`,
    ],
    told: `pipeline.yaml:4:21 stages.read-numbers.inputs.lists: found the file name "..", expected one without folders, of 200 bytes at most
    Give another as fileName: NAME.`,
  },
  {
    mistake: 'an item of foreach that gives a longer name than a folder may have',
    replace: [
      `  add-up:`,
      `  shift:
    foreach: {which: [${'a'.repeat(300)}]}
    inputs: {numbers: drop-small.kept}
  add-up:`,
    ],
    told: `pipeline.yaml:11:22 stages.shift.foreach.which: found an item named "${'a'.repeat(56)}…, expected 1 letter, digit, _ or - at least, and 200 with the stage's name at most
    Rename it: each item has a folder of its own.`,
  },
  {
    mistake: 'a cache with a key that none has',
    replace: [`name: numbers`, `name: numbers\ncache: {folder: x, keyfile: y}`],
    told: 'pipeline.yaml:2:20 cache.keyfile: found the unknown key keyfile, expected folder or keyFile\n    Did you mean keyFile?',
  },
  {
    mistake: 'a key that no pipeline has',
    file:
      VALID +
      `profile: gpu
`,
    told: `pipeline.yaml:12:1 profile: found the unknown key profile, expected name, extends, stages, defaults, executor, cache or profiles
    Did you mean profiles?`,
  },
  {
    mistake: 'a memory in words',
    replace: [
      `  scale:`,
      `  scale:
    resources: {cpus: 2, memory: 4 gigs}`,
    ],
    told: `pipeline.yaml:9:34 stages.scale.resources.memory: found "4 gigs", expected a size such as 500M, 4G or 4GiB`,
  },
  {
    mistake: 'cores that are no whole number',
    replace: [
      `  scale:`,
      `  scale:
    resources: {cpus: 1.5}`,
    ],
    told: `pipeline.yaml:9:23 stages.scale.resources.cpus: found 1.5, expected a whole number`,
  },
  {
    mistake: 'no cores',
    replace: [
      `  scale:`,
      `  scale:
    resources: {cpus: 0}`,
    ],
    told: `pipeline.yaml:9:23 stages.scale.resources.cpus: found 0, expected a number > 0`,
  },
  {
    mistake: 'an unknown resource',
    replace: [
      `  scale:`,
      `  scale:
    resources: {cpu: 2}`,
    ],
    told: `pipeline.yaml:9:17 stages.scale.resources.cpu: found the unknown key cpu, expected cpus, memory, gpus or time
    Did you mean cpus?`,
  },
  {
    mistake: 'negative retries',
    replace: [
      `  scale:`,
      `  scale:
    retries: -1`,
    ],
    told: `pipeline.yaml:9:14 stages.scale.retries: found -1, expected a number ≥ 0`,
  },
  {
    mistake: 'a timeout in words',
    replace: [
      `  scale:`,
      `  scale:
    timeout: half an hour`,
    ],
    told: `pipeline.yaml:9:14 stages.scale.timeout: found "half an hour", expected a time such as 90s, 30m, 2h, HH:MM:SS or D-HH:MM:SS`,
  },
  {
    mistake: 'a time without seconds',
    replace: [
      `  scale:`,
      `  scale:
    resources: {time: '12:30'}`,
    ],
    told: `pipeline.yaml:9:23 stages.scale.resources.time: found "12:30", expected a time such as 90s, 30m, 2h, HH:MM:SS or D-HH:MM:SS`,
  },
  {
    mistake: 'a factor below one',
    replace: [
      `  scale:`,
      `  scale:
    retries: 2
    scale: 0.5`,
    ],
    told: `pipeline.yaml:10:12 stages.scale.scale: found 0.5, expected a number ≥ 1`,
  },
  {
    mistake: 'defaults that are wrong',
    file:
      VALID +
      `defaults: {retries: many}
`,
    told: `pipeline.yaml:12:21 defaults.retries: found "many", expected a number`,
  },
  {
    mistake: 'an environment variable that is not set',
    replace: [
      `  scale:`,
      `  scale:
    env: [PATH, GENEGLOT_NOT_SET]`,
    ],
    told: `pipeline.yaml:9:17 stages.scale.env.1: found no environment variable GENEGLOT_NOT_SET, expected it to be set
    Set it (GENEGLOT_NOT_SET=… geneglot run), or declare its value: env: {GENEGLOT_NOT_SET: value}.`,
  },
  {
    mistake: 'an environment variable with a mapping for a value',
    replace: [
      `  scale:`,
      `  scale:
    env: {MODE: {fast: true}}`,
    ],
    told: `pipeline.yaml:9:17 stages.scale.env.MODE: found {"fast":true}, expected text or a number or true or false`,
  },
  {
    mistake: 'an environment variable whose name is none',
    replace: [
      `  scale:`,
      `  scale:
    env: [MY-MODE]`,
    ],
    told: `pipeline.yaml:9:11 stages.scale.env.0: found "MY-MODE", expected a name of letters, digits and underscores`,
  },
  {
    mistake: 'a tab in the indentation',
    replace: [`    params: {minimum: 2}`, `	params: {minimum: 2}`],
    told: `pipeline.yaml:7:1: not valid YAML: Tabs are not allowed as indentation
pipeline.yaml:8:1: not valid YAML: All mapping items must start at the same column
pipeline.yaml:10:1: not valid YAML: All mapping items must start at the same column`,
  },
  {
    mistake: 'a cycle',
    replace: [`    inputs: {numbers: read-numbers.numbers}`, `    inputs: {numbers: scale.scaled}`],
    told: `pipeline.yaml:5:3 stages.drop-small: found a cycle: drop-small → scale → drop-small, expected stages to feed only later ones
    Remove one of these edges.`,
  },
  {
    mistake: 'two formats on one edge',
    replace: [
      `    inputs: {lists: [drop-small.kept, scale.scaled]}`,
      `    inputs: {lists: add-up.total}`,
    ],
    told: `pipeline.yaml:11:21 stages.add-up.inputs.lists: found add-up.total of format total-folder@1, expected format number-list@1
    Outputs that fit: read-numbers.numbers, drop-small.kept, scale.scaled.`,
  },
];

describe('of a pipeline file is told in full', () => {
  let project: Project;
  beforeAll(async () => {
    project = await createProject();
  });
  afterAll(() => project.remove());

  for (const mistake of MISTAKES) {
    test(mistake.mistake, async () => {
      expect(await messageOf(project, mistake)).toBe(mistake.told);
    });
  }

  test('and the command prints just that, before anything runs', async () => {
    await project.write('pipeline.yaml', VALID.replace('minimum: 2', 'minimum: many'));
    const {text, code} = await project.geneglot('run');
    expect(text).toBe(
      'pipeline.yaml:7:23 stages.drop-small.params.minimum: found "many", expected a number\n',
    );
    expect(code).toBe(1);
    expect(await project.artifactNames('read-numbers')).toEqual([]);
  });
});
