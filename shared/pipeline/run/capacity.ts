// What this machine has for stages that run at the same time: cores, memory and GPUs, lent out and given back.
import {readdirSync} from 'node:fs';
import {availableParallelism, totalmem} from 'node:os';
import type {PipelineNode} from '../declare/pipeline.ts';

export interface CapacityOptions {
  /** Stages that may run at the same time, as given with --jobs; undefined: as many as fit. */
  jobs: number | undefined;
  /** GPUs there are, as given with --gpus; undefined: as many as are seen. */
  gpus: number | undefined;
}

interface Share {
  cpus: number;
  /** Bytes. */
  memory: number;
  gpus: number;
}

/** The pool of one run. What asks for more cores or memory than there is runs alone. */
export class Capacity {
  readonly jobs: number;
  readonly total: Share;
  readonly #free: Share;
  readonly #lent = new Map<string, Share>();
  readonly #sharesUndeclared: boolean;

  constructor(total: Share, jobs: number | undefined) {
    this.total = total;
    this.#free = {...total};
    this.jobs = jobs ?? Number.POSITIVE_INFINITY;
    this.#sharesUndeclared = jobs !== undefined;
  }

  /** The pool of this machine. */
  static ofMachine({jobs, gpus}: CapacityOptions): Capacity {
    // Zero or more than there is means that the process is not limited.
    const limit = process.constrainedMemory() || Number.POSITIVE_INFINITY;
    const memory = Math.min(totalmem(), limit);
    return new Capacity({cpus: availableParallelism(), memory, gpus: gpus ?? countGpus()}, jobs);
  }

  /** No pool: so many stages at the same time, whatever they ask for. */
  static unlimited(jobs: number): Capacity {
    const endless = Number.POSITIVE_INFINITY;
    return new Capacity({cpus: endless, memory: endless, gpus: endless}, jobs);
  }

  /** Whether the stage may start now; if so, its share is taken until `giveBack`. */
  lend(node: PipelineNode): boolean {
    const share = this.#shareOf(node);
    const fits =
      this.#lent.size < this.jobs &&
      share.cpus <= this.#free.cpus &&
      share.memory <= this.#free.memory &&
      share.gpus <= this.#free.gpus;
    if (!fits) return false;
    this.#lent.set(node.name, share);
    this.#move(share, -1);
    return true;
  }

  /** How many of these stages could run at the same time at most, as far as cores go. */
  mostAtOnce(nodes: readonly PipelineNode[]): number {
    let free = this.total.cpus;
    const cpus = nodes.map(node => this.#shareOf(node).cpus).sort((a, b) => a - b);
    const fitting = cpus.findIndex(share => {
      free -= share;
      return free < 0;
    });
    return Math.min(this.jobs, fitting < 0 ? nodes.length : fitting);
  }

  giveBack(node: PipelineNode): void {
    const share = this.#lent.get(node.name);
    if (share && this.#lent.delete(node.name)) this.#move(share, 1);
  }

  /** What the stage asks for and this machine can never give; undefined when there is nothing. */
  lackFor({resources}: PipelineNode): string | undefined {
    if (resources.gpus <= this.total.gpus) return undefined;
    const {gpus} = this.total;
    return `it asks for ${resources.gpus} ${resources.gpus === 1 ? 'GPU' : 'GPUs'}, found ${gpus} on this machine`;
  }

  // A stage that does not declare its cores may use them all; with --jobs the user answers for that.
  #shareOf({threads, resources}: PipelineNode): Share {
    const undeclared = this.#sharesUndeclared ? 0 : this.total.cpus;
    return {
      cpus: Math.min(threads ?? undeclared, this.total.cpus),
      memory: Math.min(resources.memory ?? 0, this.total.memory),
      // One that asks for more than there is must get its turn, to be refused with a message.
      gpus: resources.gpus <= this.total.gpus ? resources.gpus : 0,
    };
  }

  #move(share: Share, sign: 1 | -1): void {
    this.#free.cpus += sign * share.cpus;
    this.#free.memory += sign * share.memory;
    this.#free.gpus += sign * share.gpus;
  }
}

// Drivers make a device file for each GPU on Linux, NVIDIA's one of its own; a Mac has one. Elsewhere --gpus says it.
function countGpus(): number {
  if (process.platform === 'darwin') return 1;
  const found = (folder: string, names: RegExp) => {
    try {
      return readdirSync(folder).filter(name => names.test(name)).length;
    } catch {
      return 0;
    }
  };
  return Math.max(found('/dev', /^nvidia\d+$/), found('/dev/dri', /^renderD\d+$/));
}
