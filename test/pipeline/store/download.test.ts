// Downloads: resumed where they stopped, checked against the declared checksum, clear when the network is away.
import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {access, mkdir, mkdtemp, readFile, rm, symlink, writeFile} from 'node:fs/promises';
import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import {download} from '../../../shared/pipeline/store/download.ts';
import {createProject} from '../project.ts';

const CONTENT = Buffer.from(Array.from({length: 200_000}, (_, i) => i % 251));
const SHA256 = createHash('sha256').update(CONTENT).digest('hex');

describe('a download', () => {
  let folder: string;
  let server: Server;
  let url: string;
  let path: string;
  let ranges: (string | undefined)[];
  let answer: (request: IncomingMessage, response: ServerResponse) => void;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'geneglot-download-'));
    path = join(folder, SHA256, 'sets.gmt');
    ranges = [];
    answer = serveRange;
    server = createServer((request, response) => {
      ranges.push(request.headers.range);
      answer(request, response);
    });
    await new Promise<void>(ready => server.listen(0, '127.0.0.1', ready));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/sets.gmt`;
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise(closed => server.close(closed));
    await rm(folder, {recursive: true, force: true});
  });

  function serveRange(request: IncomingMessage, response: ServerResponse): void {
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    if (start >= CONTENT.length) return void response.writeHead(416).end();
    const headers: Record<string, string | number> = {'content-length': CONTENT.length - start};
    if (start > 0) {
      headers['content-range'] = `bytes ${start}-${CONTENT.length - 1}/${CONTENT.length}`;
    }
    response.writeHead(start > 0 ? 206 : 200, headers).end(CONTENT.subarray(start));
  }

  async function leavePart(bytes: number): Promise<void> {
    await mkdir(join(folder, SHA256));
    await writeFile(`${path}.part`, CONTENT.subarray(0, bytes));
  }

  test('arrives whole, with progress, and is not fetched again', async () => {
    const seen: number[][] = [];
    const onProgress = (done: number, total: number) => void seen.push([done, total]);
    await download({url, sha256: SHA256, path}, {onProgress});
    expect(CONTENT.equals(await readFile(path))).toBe(true);
    expect(seen.at(-1)).toEqual([CONTENT.length, CONTENT.length]);
    await download({url, sha256: SHA256, path});
    expect(ranges).toEqual([undefined]);
  });

  test('goes on from what an earlier run has left', async () => {
    await leavePart(150_000);
    await download({url, sha256: SHA256, path});
    expect(ranges).toEqual(['bytes=150000-']);
    expect(CONTENT.equals(await readFile(path))).toBe(true);
  });

  test('is taken over when the part is whole already', async () => {
    await leavePart(CONTENT.length);
    await download({url, sha256: SHA256, path});
    expect(CONTENT.equals(await readFile(path))).toBe(true);
  });

  test('starts over when the server does not know ranges', async () => {
    await leavePart(150_000);
    answer = (_request, response) => response.end(CONTENT);
    await download({url, sha256: SHA256, path});
    expect(CONTENT.equals(await readFile(path))).toBe(true);
  });

  test('resumes by itself when the connection breaks', async () => {
    answer = (request, response) => {
      if (ranges.length > 1) return serveRange(request, response);
      response.writeHead(200, {'content-length': CONTENT.length});
      response.write(CONTENT.subarray(0, 100_000), () => setTimeout(() => response.destroy(), 100));
    };
    await download({url, sha256: SHA256, path});
    expect(ranges).toEqual([undefined, 'bytes=100000-']);
    expect(CONTENT.equals(await readFile(path))).toBe(true);
  });

  test('of other content is refused, told with both checksums, and not kept', async () => {
    const wrong = '0'.repeat(64);
    await expect(download({url, sha256: wrong, path})).rejects.toThrow(
      `${url} has another checksum than declared.\n    found    sha256 ${SHA256}\n    expected sha256 ${wrong}`,
    );
    await expect(access(path)).rejects.toThrow();
    await expect(access(`${path}.part`)).rejects.toThrow();
  });

  test('that the server refuses tells its answer and where to put the file', async () => {
    answer = (_request, response) => response.writeHead(404, 'Not Found').end();
    await expect(download({url, sha256: SHA256, path})).rejects.toThrow(
      `${url}: the server answered 404 Not Found.\n    Check the network and run again (what came so far is kept), or put the file by hand at\n    ${path}`,
    );
  });

  test('without a connection tells the url and where to put the file', async () => {
    const away = 'http://127.0.0.1:1/sets.gmt';
    await expect(download({url: away, sha256: SHA256, path})).rejects.toThrow(
      new RegExp(`Could not download ${away}: .*\n[^]*put the file by hand at\n    ${path}`),
    );
  });

  test('that lies there altered is moved aside, said so, and downloaded again', async () => {
    await download({url, sha256: SHA256, path});
    await writeFile(path, 'altered');
    const warnings: string[] = [];
    await download(
      {url, sha256: SHA256, path},
      {onWarning: message => void warnings.push(message)},
    );
    expect(warnings).toEqual([
      expect.stringMatching(
        new RegExp(
          `sets\\.gmt: found sha256 [0-9a-f]{64}, expected ${SHA256}: it is kept as sets\\.gmt\\.wrong`,
        ),
      ),
    ]);
    expect(CONTENT.equals(await readFile(path))).toBe(true);
    expect(await readFile(`${path}.wrong`, 'utf8')).toBe('altered');
  });

  test('put there by hand is taken when it is the declared one, else refused with both checksums', async () => {
    const away = 'http://127.0.0.1:1/sets.gmt';
    await mkdir(join(folder, SHA256));
    await writeFile(path, CONTENT);
    await download({url: away, sha256: SHA256, path});
    await writeFile(path, 'wrong');
    const found = createHash('sha256').update('wrong').digest('hex');
    await expect(download({url: away, sha256: SHA256, path})).rejects.toThrow(
      `The file that lay there is not the declared one: found sha256 ${found}, expected ${SHA256}.\n    Check the network`,
    );
  });

  test('in whose place lies a pipe or a folder is refused; a link in the place of its part is not followed', async () => {
    await mkdir(path, {recursive: true});
    await expect(download({url, sha256: SHA256, path})).rejects.toThrow('found no plain file');
    await rm(path, {recursive: true});
    execFileSync('mkfifo', [path]);
    await expect(download({url, sha256: SHA256, path})).rejects.toThrow('found no plain file');
    await rm(path);
    await symlink(join(folder, 'elsewhere'), `${path}.part`);
    await download({url, sha256: SHA256, path});
    await expect(access(join(folder, 'elsewhere'))).rejects.toThrow();
    expect(CONTENT.equals(await readFile(path))).toBe(true);
  });

  test('by several at once comes once', async () => {
    answer = (request, response) => void setTimeout(() => serveRange(request, response), 50);
    const waits: number[] = [];
    const onWait = ({pid}: {pid: number}) => void waits.push(pid);
    await Promise.all([1, 2, 3].map(() => download({url, sha256: SHA256, path}, {onWait})));
    expect(ranges).toHaveLength(1);
    expect(waits.length).toBeGreaterThan(0);
    expect(CONTENT.equals(await readFile(path))).toBe(true);
  });

  test('feeds a source port of a pipeline, once', async () => {
    const text = '4\n5\n';
    const sha256 = createHash('sha256').update(text).digest('hex');
    answer = (_request, response) => response.end(text);
    const project = await createProject();
    try {
      await project.write(
        'pipeline.yaml',
        `name: remote\nstages:\n  read-numbers:\n    inputs:\n      lists: {url: "${url}", sha256: ${sha256}, fileName: remote.txt}\n`,
      );
      const first = await project.geneglot('run');
      expect(first.text).toContain('1 stage: 1 ran');
      expect(await project.json('artifacts/read-numbers/latest/numbers.json')).toEqual([4, 5]);
      expect(await project.read(`artifacts/.downloads/${sha256}/remote.txt`)).toBe(text);
      await rm(project.path('artifacts/read-numbers'), {recursive: true});
      expect((await project.geneglot('run')).text).toContain('1 stage: 1 ran');
      expect(ranges).toHaveLength(1);
      await project.write(`artifacts/.downloads/${sha256}/remote.txt`, '4\n6\n');
      const verified = await project.geneglot('verify');
      expect(verified.text).toContain(`${sha256}/remote.txt: found sha256`);
      expect(verified.code).toBe(1);
      await rm(project.path('artifacts/read-numbers'), {recursive: true});
      const altered = await project.geneglot('run');
      expect(altered.text).toContain('remote.txt: found sha256');
      expect(await project.json('artifacts/read-numbers/latest/numbers.json')).toEqual([4, 5]);
    } finally {
      await project.remove();
    }
  }, 30_000);
});
