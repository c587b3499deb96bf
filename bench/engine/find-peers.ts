// Which peers this machine has: PyTorch 2 with transformers in an environment of Python's, and PyTorch 1.13 of Debian.
import {execFileSync} from 'node:child_process';
import {existsSync, readdirSync} from 'node:fs';
import {join} from 'node:path';

/** An interpreter with what it runs, and the environment in which that is fastest. */
export interface Peer {
  /** As rows call it. */
  name: string;
  python: string;
  /** File of peers/. */
  script: 'torch_gpt.py' | 'transformers_gpt.py';
  /** By torch.compile. */
  compiled: boolean;
  env: Record<string, string | undefined>;
}

export interface Peers {
  /** PyTorch 2 as it is and compiled: the faster of them is the peer. */
  torch2: Peer[];
  torch1: Peer | undefined;
  transformers: Peer | undefined;
}

/** Debian's own interpreter, the only one that sees python3-torch. */
const DEBIAN = '/usr/bin/python3';
const ROOT = join(import.meta.dirname, '../..');
const COMPILES = 'import torch; torch.compile(lambda x: x.sin().sum())(torch.ones(8))';

/** Without trimming, glibc keeps large tensors' memory from step to step and does not fault it in anew. */
const KEEP_MEMORY = {
  MALLOC_MMAP_THRESHOLD_: String(2 ** 32),
  MALLOC_TRIM_THRESHOLD_: String(2 ** 32),
  // A machine's setting for other programs may name a slower kernel.
  OPENBLAS_CORETYPE: undefined,
};

/** Looks for all of them and says what it found, and how to get what is missing. */
export function findPeers(log: (line: string) => void): Peers {
  const modern = findModern();
  const torch1 = findTorch1();
  const peers = {
    torch2: modern ? torch2Of(modern, log) : [],
    torch1,
    transformers: modern && transformersOf(modern),
  };
  if (!modern) log('no PyTorch 2: make peers installs it, GENEGLOT_PEERS=PYTHON names another');
  if (!torch1) log('no PyTorch 1.13: on Debian, apt-get install python3-torch libopenblas0-openmp');
  for (const {name, python} of [...peers.torch2, peers.torch1, peers.transformers].flatMap(
    peer => peer ?? [],
  )) {
    log(`peer: ${name} (${python})`);
  }
  return peers;
}

interface Modern {
  python: string;
  version: string;
}

function findModern(): Modern | undefined {
  const named = process.env.GENEGLOT_PEERS;
  const pythons = named ? [named] : [join(ROOT, '.peers/bin/python'), 'python3'];
  return pythons
    .map(python => ({python, version: versionOf(python, 'torch') ?? ''}))
    .find(({version}) => Number.parseInt(version, 10) >= 2);
}

function torch2Of({python, version}: Modern, log: (line: string) => void): Peer[] {
  const eager: Peer = {
    ...{
      name: `PyTorch ${version}`,
      python,
      script: 'torch_gpt.py',
      compiled: false,
      env: KEEP_MEMORY,
    },
  };
  const failure = failureOf(python, COMPILES);
  if (failure === undefined)
    return [eager, {...eager, name: `${eager.name}, compiled`, compiled: true}];
  log(`torch.compile does not work here (${failure}), so PyTorch runs as it is`);
  return [eager];
}

function transformersOf({python, version}: Modern): Peer | undefined {
  const own = versionOf(python, 'transformers');
  const name = `transformers ${own}, PyTorch ${version}`;
  return own
    ? {name, python, script: 'transformers_gpt.py', compiled: false, env: KEEP_MEMORY}
    : undefined;
}

/** With OpenBLAS built with OpenMP, which shares PyTorch's threads; the pthread build fights with them. */
function findTorch1(): Peer | undefined {
  const openMp = openMpFolder();
  if (!openMp) return undefined;
  const env = {
    ...KEEP_MEMORY,
    LD_LIBRARY_PATH: [openMp, process.env.LD_LIBRARY_PATH].filter(Boolean).join(':'),
  };
  const version = versionOf(DEBIAN, 'torch', env);
  if (!version?.startsWith('1.')) return undefined;
  return {
    name: `PyTorch ${version} (Debian)`,
    python: DEBIAN,
    script: 'torch_gpt.py',
    compiled: false,
    env,
  };
}

function openMpFolder(): string | undefined {
  if (!existsSync('/usr/lib')) return undefined;
  return readdirSync('/usr/lib')
    .map(name => join('/usr/lib', name, 'openblas-openmp'))
    .find(path => existsSync(join(path, 'libblas.so.3')));
}

/** Version of a package without what stands behind "+"; undefined where it cannot be imported. */
function versionOf(python: string, name: string, env: Peer['env'] = {}): string | undefined {
  try {
    const code = `import ${name}; print(${name}.__version__)`;
    const printed = execFileSync(python, ['-c', code], {
      ...{encoding: 'utf8', env: {...process.env, ...env}, stdio: ['ignore', 'pipe', 'ignore']},
    });
    return printed.trim().split('+')[0];
  } catch {
    return undefined;
  }
}

/** The last line of what a piece of Python says when it fails. */
function failureOf(python: string, code: string): string | undefined {
  try {
    execFileSync(python, ['-c', code], {stdio: 'pipe'});
    return undefined;
  } catch (error) {
    return (
      String((error as {stderr: unknown}).stderr)
        .trim()
        .split('\n')
        .at(-1) ?? ''
    );
  }
}
