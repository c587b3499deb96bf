import {execFileSync} from 'node:child_process';
import {mkdir, mkdtemp, rm, truncate, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {readYamlText} from '../../../../shared/pipeline/declare/yaml/read-yaml-text.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'geneglot-yaml-'));
});
afterAll(() => rm(folder, {recursive: true, force: true}));

async function messageOf(content: string | Uint8Array): Promise<string> {
  await writeFile(join(folder, 'p.yaml'), content);
  return messageAt('p.yaml');
}

function messageAt(name: string): Promise<string> {
  return readYamlText(join(folder, name), name).then(
    text => `read ${text?.length}`,
    error => error.message,
  );
}

describe('the text of a YAML file', () => {
  test('is read as it is', async () => {
    await writeFile(join(folder, 'p.yaml'), '\ufeffname: Α→👩‍🔬\r\n\tx\u0085');
    expect(await readYamlText(join(folder, 'p.yaml'), 'p.yaml')).toBe(
      '\ufeffname: Α→👩‍🔬\r\n\tx\u0085',
    );
    expect(await readYamlText(join(folder, 'none.yaml'), 'none.yaml')).toBeUndefined();
  });

  test('holds no control characters and is UTF-8', async () => {
    expect(await messageOf('a: 1\nb: x\0y')).toBe(
      'p.yaml:2:5: found the character U+0000, expected text\n    Save the file as plain UTF-8 text.',
    );
    expect(await messageOf('a: \u001b[2J')).toContain('p.yaml:1:4: found the character U+001B');
    expect(await messageOf(Buffer.from([0x61, 0x0a, 0x62, 0xff, 0xfe]))).toContain(
      'p.yaml:2:2: found bytes that are no UTF-8',
    );
    expect(await messageOf(Buffer.from('name: x', 'utf16le'))).toContain('p.yaml:1:2: found');
  });

  test('is that of a file of bounded size, not of a folder or a pipe', async () => {
    await mkdir(join(folder, 'folder'));
    expect(await messageAt('folder')).toBe('folder: found a folder, expected a pipeline file');
    await writeFile(join(folder, 'big.yaml'), 'a');
    await truncate(join(folder, 'big.yaml'), 2 ** 40);
    expect(await messageAt('big.yaml')).toMatch(
      /^big\.yaml: found 1,099,511,627,776 bytes, expected/,
    );
    if (process.platform === 'win32') return;
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    expect(await messageAt('pipe')).toContain('pipe: found a pipe or a device, expected');
  });
});
