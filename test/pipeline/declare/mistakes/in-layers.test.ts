// The whole text printed of bad pipelines that extend others, switch on profiles, or go through items.
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {createProject, type Project} from '../../project.ts';
import {type Mistake, messageOf, VALID} from './mistakes.ts';

const MISTAKES: Mistake[] = [
  {
    mistake: 'foreach over nothing',
    replace: [
      `  scale:`,
      `  scale:
    foreach: {factor: []}`,
    ],
    told: `pipeline.yaml:9:23 stages.scale.foreach.factor: found an empty list, expected at least one item
    Name an item, or remove the stage.`,
  },
  {
    mistake: 'foreach over a glob that matches nothing',
    replace: [
      `  scale:`,
      `  scale:
    foreach: {file: data/*.gmt}`,
    ],
    told: `pipeline.yaml:9:21 stages.scale.foreach.file: found no file that matches data/*.gmt (looked in .)
    Correct the pattern: * matches within a folder, ** across folders.`,
  },
  {
    mistake: 'foreach over no shards',
    replace: [
      `  scale:`,
      `  scale:
    foreach: {shard: 0}`,
    ],
    told: `pipeline.yaml:9:22 stages.scale.foreach.shard: found 0, expected a number > 0`,
  },
  {
    mistake: 'foreach with two variables',
    replace: [
      `  scale:`,
      `  scale:
    foreach: {factor: [1, 2], offset: [3]}`,
    ],
    told: `pipeline.yaml:9:14 stages.scale.foreach: found 2 variables, expected one, with the items it goes through
    For example foreach: {library: [hallmark, reactome]}`,
  },
  {
    mistake: 'foreach with two items of one name',
    replace: [
      `  scale:`,
      `  scale:
    foreach: {factor: [1.5, 1-5]}`,
    ],
    told: `pipeline.yaml:9:23 stages.scale.foreach.factor: found two items named 1-5, expected names that differ in letters, digits, _ or -
    Rename one of them: each item has a folder of its own.`,
  },
  {
    mistake: 'foreach and a variable that it does not have',
    replace: [
      `  scale:`,
      `  scale:
    foreach: {factor: [1, 2]}
    params: {factor: '\${facter}'}`,
    ],
    told: `pipeline.yaml:10:22 stages.scale.params.factor: found \${facter} in "\${facter}", expected \${factor}, \${factor.name} or \${factor.count}
    Did you mean \${factor}?`,
  },
  {
    mistake: 'all items of a foreach where one output is due',
    replace: [
      `    params: {minimum: 2}`,
      `    foreach: {minimum: [1, 2]}
    params: {minimum: '\${minimum}'}`,
    ],
    told: `pipeline.yaml:10:23 stages.scale.inputs.numbers: found drop-small.kept, which is one output for each minimum (1, 2), expected one
    Name one, as in drop-small[1].kept, or give this stage the same foreach: {minimum: …}.`,
  },
  {
    mistake: 'an item that a foreach does not have',
    replace: [
      `    params: {minimum: 2}
  scale:
    inputs: {numbers: drop-small.kept}`,
      `    foreach: {minimum: [low, high]}
  scale:
    inputs: {numbers: "drop-small[hihg].kept"}`,
    ],
    told: `pipeline.yaml:9:23 stages.scale.inputs.numbers: found no minimum hihg of drop-small, expected low or high
    Did you mean high?`,
  },
  {
    mistake: 'an item of a stage that has none',
    replace: [
      `    inputs: {numbers: drop-small.kept}`,
      `    inputs: {numbers: "drop-small[1].kept"}`,
    ],
    told: `pipeline.yaml:9:23 stages.scale.inputs.numbers: found drop-small[1], but drop-small is a single stage
    Write drop-small.kept.`,
  },
  {
    mistake: 'a parameter that no item of a foreach may have',
    replace: [
      `    params: {minimum: 2}
  scale:
    inputs: {numbers: drop-small.kept}`,
      `    foreach: {minimum: [1, 200, 300]}
    params: {minimum: '\${minimum}'}
  scale:
    inputs: {numbers: "drop-small[1].kept"}`,
    ],
    told: `pipeline.yaml:8:23 stages.drop-small.params.minimum: found 200, expected a number ≤ 100
pipeline.yaml:8:23 stages.drop-small.params.minimum: found 300, expected a number ≤ 100`,
  },
  {
    mistake: 'a profile that is not declared',
    file:
      VALID +
      `profiles: {gpu: {}, cells: {}}
`,
    options: {profile: ['gpus']},
    told: `--profile gpus: found the profile gpus, expected gpu or cells
    Did you mean gpu?`,
  },
  {
    mistake: 'a profile of a file that has none',
    options: {profile: ['gpu']},
    told: `--profile gpu: found the profile gpu, but none is declared
    Declare it in pipeline.yaml: profiles: {gpu: {stages: …}}`,
  },
  {
    mistake: 'a profile with a mistake, switched on or not',
    file:
      VALID +
      `profiles:
  gpu:
    stages:
      scale: {resources: {memory: lots}}
    default: {retries: 1}
`,
    told: `pipeline.yaml:15:35 profiles.gpu.stages.scale.resources.memory: found "lots", expected a size such as 500M, 4G or 4GiB
pipeline.yaml:16:5 profiles.gpu.default: found the unknown key default, expected stages, defaults, executor or cache
    Did you mean defaults?`,
  },
  {
    mistake: 'a profile with a mistake that is switched on',
    file:
      VALID +
      `profiles:
  gpu:
    stages:
      scale: {params: {factor: none}}
`,
    options: {profile: ['gpu']},
    told: `pipeline.yaml:15:32 profiles.gpu.stages.scale.params.factor: found "none", expected a number`,
  },
  {
    mistake: 'extends of a file that is not there',
    child: `extends: ../pipelines.yaml
`,
    told: `more/child.yaml:1:10 extends: found no file ../pipelines.yaml (looked at pipelines.yaml), expected the pipeline to build on
    Correct the path: it is relative to the file that it stands in.`,
  },
  {
    mistake: 'extends in a circle',
    child: `extends: base.yaml
`,
    base: `extends: child.yaml
name: x
stages: {}
`,
    told: `more/base.yaml:1:10 extends: found a cycle: more/child.yaml → more/base.yaml → more/child.yaml, expected a file that does not build on this one
    Remove one of these extends.`,
  },
  {
    mistake: 'extends of a list',
    child: `extends: [../pipeline.yaml]
name: x
stages: {}
`,
    told: `more/child.yaml:1:10 extends: found ["../pipeline.yaml"], expected text`,
  },
  {
    mistake: 'a mistake in the file that extends',
    child: `extends: ../pipeline.yaml
stages:
  drop-small:
    params: {minimum: many}
`,
    told: `more/child.yaml:4:23 stages.drop-small.params.minimum: found "many", expected a number`,
  },
  {
    mistake: 'a mistake in the file that is extended',
    replace: [`    params: {minimum: 2}`, `    params: {minimum: many}`],
    child: `extends: ../pipeline.yaml
name: child
`,
    told: `pipeline.yaml:7:23 stages.drop-small.params.minimum: found "many", expected a number`,
  },
  {
    mistake: 'a stage removed that another needs',
    child: `extends: ../pipeline.yaml
stages:
  scale: null
`,
    told: `pipeline.yaml:11:39 stages.add-up.inputs.lists.1: found the stage scale, which is removed at more/child.yaml:3:10 stages.scale; expected read-numbers, drop-small or add-up
    Take another output, or keep that stage.`,
  },
  {
    mistake: 'an input removed that the stage needs',
    child: `extends: ../pipeline.yaml
stages:
  scale:
    inputs: {numbers: null}
`,
    told: `more/child.yaml:4:23 stages.scale.inputs.numbers: found nothing, expected an output of format number-list@1
    Outputs that fit: read-numbers.numbers, drop-small.kept, scale.scaled.`,
  },
  {
    mistake: 'a path that is relative to the other file',
    child: `extends: ../pipeline.yaml
stages:
  read-numbers:
    inputs: {lists: data/*.txt}
`,
    told: `more/child.yaml:4:21 stages.read-numbers.inputs.lists: found no file that matches data/*.txt (looked in more)
    Correct the pattern: * matches within a folder, ** across folders.`,
  },
  {
    mistake: 'bad YAML in the file that is extended',
    replace: [`    params: {minimum: 2}`, `    params: {minimum: 2`],
    child: `extends: ../pipeline.yaml
`,
    told: `pipeline.yaml:8:3: not valid YAML: Flow map in block collection must be sufficiently indented and end with a }`,
  },
  {
    mistake: 'an override of an item that is not there',
    options: {set: ['scale[2].factor=1']},
    told: `--set scale[2].factor=1: found the stage scale[2], expected read-numbers, drop-small, scale or add-up`,
  },
];

describe('of a pipeline in layers is told in full', () => {
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
});
