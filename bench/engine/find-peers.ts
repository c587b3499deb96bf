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

/** Prints the versions as JSON, and why torch.compile fails where it does. */
const ASK = `
import importlib.metadata, importlib.util, json, torch
found = dict(torch=torch.__version__.split("+")[0])
if importlib.util.find_spec("transformers"):
    found["transformers"] = importlib.metadata.version("transformers")
try:
    torch.compile(lambda x: x.sin().sum())(torch.ones(8))
except Exception as error:
    found["failure"] = str(error).strip().splitlines()[0]
print(json.dumps(found))
`;

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

interface Found {
  torch: string;
  transformers?: string;
  /** Why torch.compile does not work. */
  failure?: string;
}

interface Modern extends Found {
  python: string;
}

/** The interpreter with PyTorch 2: where GENEGLOT_PEERS says, in .peers/, or Python's own. */
export function findModern(): Modern | undefined {
  const named = process.env.GENEGLOT_PEERS;
  const pythons = named ? [named] : [join(ROOT, '.peers/bin/python'), 'python3'];
  return pythons
    .flatMap(python => ask(python).map(found => ({python, ...found})))
    .find(({torch}) => Number.parseInt(torch, 10) >= 2);
}

function torch2Of({python, torch, failure}: Modern, log: (line: string) => void): Peer[] {
  const eager: Peer = {
    ...{name: `PyTorch ${torch}`, python, script: 'torch_gpt.py', compiled: false},
    env: KEEP_MEMORY,
  };
  if (failure === undefined)
    return [eager, {...eager, name: `${eager.name}, compiled`, compiled: true}];
  log(`torch.compile does not work here (${failure}), so PyTorch runs as it is`);
  return [eager];
}

function transformersOf({python, torch, transformers}: Modern): Peer | undefined {
  if (transformers === undefined) return undefined;
  const name = `transformers ${transformers}, PyTorch ${torch}`;
  return {name, python, script: 'transformers_gpt.py', compiled: false, env: KEEP_MEMORY};
}

/** With OpenBLAS built with OpenMP, which shares PyTorch's threads; the pthread build fights with them. */
function findTorch1(): Peer | undefined {
  const openMp = openMpFolder();
  if (!openMp) return undefined;
  const env = {
    ...KEEP_MEMORY,
    LD_LIBRARY_PATH: [openMp, process.env.LD_LIBRARY_PATH].filter(Boolean).join(':'),
  };
  const [found] = ask(DEBIAN, env);
  if (!found?.torch.startsWith('1.')) return undefined;
  const name = `PyTorch ${found.torch} (Debian)`;
  return {name, python: DEBIAN, script: 'torch_gpt.py', compiled: false, env};
}

function openMpFolder(): string | undefined {
  if (!existsSync('/usr/lib')) return undefined;
  return readdirSync('/usr/lib')
    .map(name => join('/usr/lib', name, 'openblas-openmp'))
    .find(path => existsSync(join(path, 'libblas.so.3')));
}

/** What an interpreter has; nothing where it cannot load PyTorch. */
function ask(python: string, env: Peer['env'] = {}): Found[] {
  try {
    const printed = execFileSync(python, ['-c', ASK], {
      ...{encoding: 'utf8', env: {...process.env, ...env}, stdio: ['ignore', 'pipe', 'ignore']},
    });
    return [JSON.parse(printed) as Found];
  } catch {
    return [];
  }
}
