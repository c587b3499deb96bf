// The server of the workbench: this machine alone, two addresses, read only.
import {request, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {startPageServer} from '../../../shared/ask/page/page-server.ts';

const MODEL = Uint8Array.of(1, 2, 3);

describe('page server', () => {
  let server: Server;
  let port = 0;
  beforeAll(async () => {
    server = await startPageServer({page: '<p>page', model: MODEL}, 0);
    port = (server.address() as AddressInfo).port;
  });
  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });

  const ask = (path: string, {method = 'GET', host = `127.0.0.1:${port}`} = {}) =>
    new Promise<{status: number; body: Buffer; headers: NodeJS.Dict<string | string[]>}>(
      (resolve, reject) => {
        const sent = request({port, host: '127.0.0.1', path, method, headers: {host}}, response => {
          const parts: Buffer[] = [];
          response.on('data', part => parts.push(part));
          response.on('end', () => {
            const {statusCode = 0, headers} = response;
            resolve({status: statusCode, body: Buffer.concat(parts), headers});
          });
        });
        sent.on('error', reject);
        sent.end();
      },
    );

  test('listens on the loopback address alone', () => {
    expect((server.address() as AddressInfo).address).toBe('127.0.0.1');
  });

  test('gives the page and the model, and lets no other page read them', async () => {
    const page = await ask('/?x');
    expect([page.status, page.body.toString()]).toEqual([200, '<p>page']);
    const model = await ask('/model.geneglot');
    expect([model.status, ...model.body]).toEqual([200, 1, 2, 3]);
    for (const {headers} of [page, model]) {
      expect(headers['access-control-allow-origin']).toBeUndefined();
      expect(headers['cross-origin-resource-policy']).toBe('same-origin');
      expect(headers['x-content-type-options']).toBe('nosniff');
    }
  });

  test.each([
    'evil.example',
    'evil.example:PORT',
    '127.0.0.1',
    '127.0.0.1:1',
    'localhost.evil:PORT',
  ])('a request for the host %s is refused', async name => {
    const {status, body} = await ask('/', {host: name.replace('PORT', String(port))});
    expect([status, body.toString()]).toEqual([
      421,
      'This server answers under its own address alone.\n',
    ]);
  });

  test('localhost is this machine, too', async () => {
    expect((await ask('/', {host: `LOCALHOST:${port}`})).status).toBe(200);
  });

  test.each(['/x', '/model.geneglot/..', '/%2e%2e/package.json', '//', '/../package.json'])(
    'there is nothing at %s',
    async path => {
      expect((await ask(path)).status).toBe(404);
    },
  );

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('%s is refused', async method => {
    const {status, headers} = await ask('/', {method});
    expect([status, headers.allow]).toEqual([405, 'GET, HEAD']);
  });

  test('HEAD says how long the model is, and sends none of it', async () => {
    const {status, headers, body} = await ask('/model.geneglot', {method: 'HEAD'});
    expect([status, headers['content-length'], body.length]).toEqual([200, '3', 0]);
  });
});
