// The commands that look and tell.
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {createProject, type Project} from '../project.ts';

describe('geneglot', () => {
  let project: Project;
  beforeAll(async () => {
    project = await createProject();
    await project.geneglot('run');
  }, 30_000);
  afterAll(() => project.remove());

  test('status tells what is up to date, when it was made and what it holds', async () => {
    const {text} = await project.geneglot('status', '--set', 'scale.factor=3');
    const shown = text.replace(/\d{4}-\d\d-\d\d \d\d:\d\d UTC, [\d.]+ s/g, 'MADE');
    expect(shown.trimEnd().split('\n')).toEqual([
      'read-numbers  up to date  MADE, 5 numbers',
      'drop-small    up to date  MADE, 4 numbers',
      'scale         stale  params.factor 2 → 3  (last: MADE, 4 numbers)',
      'add-up        stale  upstream scale will rerun (may be cut off)  (last: MADE, 1 totals)',
    ]);
  });

  test('status tells what never ran', async () => {
    const {text} = await project.geneglot('status', '--artifacts', 'nowhere');
    expect(text).toMatch(/^read-numbers {2}never run\ndrop-small {4}never run\n/);
  });

  test('plan names the first change, plan --explain all of them', async () => {
    const set = ['--set', 'drop-small.minimum=1', '--set', 'drop-small.onEmpty=fail'];
    const brief = await project.geneglot('plan', 'drop-small', ...set);
    expect(brief.text.replace(/[\d.]+ s\b/g, 'TIME')).toBe(
      'drop-small    will run, took TIME last time\n    params.minimum 2 → 1\n    and 1 more (--explain names them)\n1 of 2 stages to run; they took TIME last time.\n',
    );
    const full = await project.geneglot('plan', '--explain', 'drop-small', ...set);
    expect(full.text).toContain('    params.minimum 2 → 1\n    params.onEmpty "allow" → "fail"\n');
  });

  test('graph draws Mermaid and SVG', async () => {
    const {text} = await project.geneglot('graph');
    expect(text).toBe(`flowchart TD
  read-numbers--lists(["2 files"])
  read-numbers["read-numbers"]
  drop-small["drop-small"]
  scale["scale"]
  add-up["add-up"]
  read-numbers--lists -->|lists| read-numbers
  read-numbers -->|numbers| drop-small
  drop-small -->|kept| scale
  drop-small -->|kept| add-up
  scale -->|scaled| add-up
`);
    const svg = await project.geneglot('graph', '--format', 'svg');
    expect(svg.text).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox/);
    expect(svg.text.match(/class="arrow"/g)).toHaveLength(5);
    const wrong = await project.geneglot('graph', '--format', 'svgg');
    expect(wrong.text).toBe(
      '--format: found svgg, expected mermaid or svg\n    Did you mean svg?\n',
    );
  });

  test('stages lists every stage with its sentence', async () => {
    const {text} = await project.geneglot('stages');
    expect(text).toContain('drop-small    Drop numbers below a minimum.\n');
    expect(text).toContain('shift         Add an offset to numbers.\n');
  });

  test('a mistyped command, flag or stage is met with the nearest one', async () => {
    const command = await project.geneglot('rnu');
    expect(command.text).toContain("unknown command 'rnu'\n(Did you mean run?)");
    expect(command.code).toBe(2);
    const flag = await project.geneglot('run', '--onyl', 'scale');
    expect(flag.text).toContain("unknown option '--onyl'\n(Did you mean --only?)");
    const stage = await project.geneglot('run', 'scael');
    expect(stage.text).toBe(
      'found no stage scael, expected read-numbers, drop-small, scale or add-up\n    Did you mean scale?\n',
    );
    expect(stage.code).toBe(1);
    const jobs = await project.geneglot('run', '--jobs', '0');
    expect(jobs.text).toBe('--jobs: found 0, expected a whole number ≥ 1\n');
    for (const flag of ['--artifacts', '--cache-key', '--cache', '--pipeline']) {
      const {code, text} = await project.geneglot('status', flag, '');
      expect({code, text}).toEqual({
        code: 1,
        text: `${flag}: found an empty text, expected a path\n`,
      });
    }
  });

  test('help names every command', async () => {
    const {text, code} = await project.geneglot('help');
    for (const command of [
      'run',
      'stage',
      'status',
      'plan',
      'graph',
      'stages',
      'clean',
      'schema',
    ]) {
      expect(text).toMatch(new RegExp(`^  ${command} `, 'm'));
    }
    expect(code).toBe(0);
  });

  test('clean names what it would remove, and removes it when told so', async () => {
    const other = await createProject(project);
    try {
      const asked = await other.geneglot('clean', 'scale');
      expect(asked.text).toMatch(/^artifacts\/scale {2}[\d.]+ kB\nAdd --yes/);
      expect(await other.artifactNames('scale')).not.toEqual([]);
      const told = await other.geneglot('clean', 'scale', '--yes');
      expect(told.text).toContain('Removed the artifacts of 1 stages.');
      expect(await other.artifactNames('scale')).toEqual([]);
      expect(await other.artifactNames('add-up')).not.toEqual([]);
    } finally {
      await other.remove();
    }
  });
});
