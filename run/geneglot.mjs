// geneglot's run file: opens a model file (NAME.geneglot) and completes gene sets with it, in Node, Deno, Bun and
// browsers. It needs nothing else and sends nothing anywhere.
//   import {open} from './geneglot.mjs';
//   const model = await open('human.geneglot');
//   console.log(model.complete(['TP53', 'MDM2', 'CDKN1A'], {top: 5}));
// docs/model-file.md describes the file. Letters: V tokens, S training sets, C channels of an encoder, H hidden units.

/** A file begins with the magic, the format's version, the header's length, and the SHA-256 of all that follows. */
const [MAGIC, VERSION, HEADER_AT] = ['GENEGLOT', 1, 48];
const NUMBERS = {i8: Int8Array, u16: Uint16Array, u32: Uint32Array, f32: Float32Array};
const REMEDIES = {__proto__: null, 'gene sets': 'Give it to geneglot complete', cells: 'Give it to geneglot annotate'};
const NO_CANDIDATE = Number.NEGATIVE_INFINITY;

/** Opens a model file: a path, a URL, a File or Blob, or its bytes. */
export async function open(source) {
  const name = typeof source === 'string' || source instanceof URL ? String(source) : (source?.name ?? 'model file');
  return new GeneModel(await readModelFile(await bytesOf(source), name), name);
}

// ---- the file ----
async function bytesOf(source) {
  if (source instanceof Uint8Array || source instanceof ArrayBuffer) return new Uint8Array(source);
  if (source instanceof Blob) return new Uint8Array(await source.arrayBuffer());
  const isPath = globalThis.process?.versions?.node && !/^https?:/.test(source);
  if (isPath) return (await import('node:fs/promises')).readFile(source);
  return new Uint8Array(await (await fetch(source)).arrayBuffer());
}

/** Header and parts of a model file; nothing is used before all bytes agree with their hash. */
export async function readModelFile(bytes, name, kind = 'gene sets') {
  const check = (holds, found, remedy = 'Copy or download it again') => {
    if (!holds) throw new Error(`${name}: ${found}. ${remedy}.`);
  };
  const magic = new TextDecoder('latin1').decode(bytes.subarray(0, MAGIC.length));
  check(magic === MAGIC && bytes.length > HEADER_AT, `found no model file, expected it to begin with ${MAGIC}`);
  const [version, length] = new Uint32Array(new Uint8Array(bytes.subarray(8, 16)).buffer);
  check(version <= VERSION, `found format ${version}, expected ${VERSION}`, 'Update geneglot');
  const body = bytes.subarray(HEADER_AT);
  check(length <= body.length, `found ${body.length} bytes after the head, expected ${length} at least`);
  const isWhole = new Uint8Array(await crypto.subtle.digest('SHA-256', body)).every((x, i) => x === bytes[16 + i]);
  check(isWhole, 'its bytes are not those that were written: cut short or altered');
  const {parts, kind: own = 'gene sets', ...about} = JSON.parse(new TextDecoder().decode(body.subarray(0, length)));
  check(own === kind, `found a model of ${own.trim()}, expected one of ${kind}`, REMEDIES[own] ?? 'Update geneglot');
  const sizes = parts.map(part => Number(part.bytes));
  const rawLength = total(sizes);
  const most = Math.min(1032 * body.length, 2 ** 31 - 1);
  check(rawLength <= most, `its header asks for ${rawLength} bytes, expected ${most} at most`);
  const raw = await unzip(body.subarray(length), rawLength).catch(() => []);
  check(raw.length === rawLength, `its data does not unpack to ${rawLength} bytes`);
  const ends = offsetsOf(sizes);
  const open = ({name, type}, i) => {
    const own = raw.subarray(ends[i], ends[i + 1]);
    if (type === 'text') return [name, new TextDecoder('utf-8', {fatal: true}).decode(own)];
    return [name, new NUMBERS[type](new Uint8Array(own).buffer)];
  };
  return {about, parts: new Map(parts.map(open))};
}

/** Unpacks gzip data, which is at most 1032 times as long, to at most `most` bytes. */
async function unzip(packed, most) {
  const zlib = globalThis.process?.versions?.node && (await import('node:zlib'));
  if (zlib) return zlib.gunzipSync(packed, {maxOutputLength: most, chunkSize: Math.max(most, 64)});
  const raw = new Uint8Array(most);
  let filled = 0;
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip')).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    raw.set(part.value, filled);
    filled += part.value.length;
  }
  return raw.subarray(0, filled);
}

// ---- the model ----
/** A model that completes gene sets; geneglot.d.mts documents its fields and answers. */
export class GeneModel {
  #parts;
  #methods;
  #resolve;

  constructor({about, parts}, name) {
    [this.#parts, this.name, this.about] = [parts, name, about];
    this.symbols = this.#part('symbols').split('\n');
    this.geneNames = this.#part('gene-names').split('\n');
    this.tokenOf = new Map(this.symbols.map((symbol, token) => [symbol, token]));
    this.sets = openSets(name => this.#part(name), this.symbols.length);
    this.#methods = about.model.members.map(({kind, ...options}, i) => {
      if (!Object.hasOwn(METHODS, kind)) throw new Error(`${name}: found method ${kind}, expected a known one.`);
      const part = name => this.#part(`members.${i}.${name}`);
      return {shares: kind !== 'ease', scoresOf: METHODS[kind](this.sets, options, part)};
    });
  }

  /** Reads names and ids of genes: those that the model knows, each once, and those left out with the reason. */
  read(names) {
    this.#resolve ??= createResolver(`\n${this.#part('names')}\n`);
    const [genes, leftOut] = [new Map(), []];
    for (const given of new Set(names)) {
      const {how, symbol, candidates} = this.#resolve(given);
      const token = this.tokenOf.get(symbol ?? given);
      const gene = {given, symbol: symbol ?? given, token, how: symbol ? how : 'as given'};
      if (!token) leftOut.push({given, reason: symbol ? 'not in the vocabulary' : how, candidates});
      else if (!genes.has(token)) genes.set(token, gene);
    }
    return {genes: [...genes.values()], leftOut};
  }

  /** Completes a set with `top` genes; `missing`: how many it is supposed to lack; `support`: sets named for each. */
  complete(names, {top = 20, missing, support = 1, weigh = shares => shares} = {}) {
    const {genes, leftOut} = this.read(names);
    const prompt = Int32Array.from(genes, ({token}) => token);
    const lacking = missing ?? prompt.length;
    if (prompt.length === 0) return {genes, leftOut, missing: lacking, suggested: []};
    const {genes: pooled, scores} = this.score(prompt);
    const shares = weigh(softmax(scores), pooled, prompt);
    const best = topTokens(shares, top);
    const tokens = best.map(i => pooled[i]);
    const supporting = findSupport(this.sets, prompt, tokens, support);
    const suggested = best.map((i, place) => ({
      ...{rank: place + 1, symbol: this.symbols[pooled[i]], name: this.geneNames[pooled[i]]},
      ...{value: shares[i], chance: this.chance(shares[i] * lacking), support: supporting[place]},
    }));
    return {genes, leftOut, missing: lacking, suggested};
  }

  /** The likeliest genes for a prompt, (n), each with its score, and what every method makes of all tokens. */
  score(prompt) {
    const rows = this.#methods.map(({shares, scoresOf}) => {
      const scores = scoresOf(prompt);
      // Equal scores, and those of 0, stand by popularity.
      for (let i = 0; i < scores.length; i++) scores[i] += (Math.abs(scores[i]) + 1e-88) * 1e-12 * this.sets.shares[i];
      return {shares, scores: exclude(scores, prompt)};
    });
    const {genes, features} = poolFeatures(rows, this.about.model.depth, this.sets, prompt);
    const scores = rankGenes(this.about.model.hidden, this.#part('network'), features, genes.length);
    if ([scores, ...rows.map(row => row.scores)].some(values => values.includes(NaN)))
      throw new Error(`${this.name}: found weights that give no numbers. Bundle the model again.`);
    return {genes, scores, lead: rows[0].scores, methods: rows.map(row => row.scores)};
  }

  /** Calibrated chance of a gene by the hits that its probability promises: probability × missing genes. */
  chance(hits) {
    const {expected: x, observed: y} = this.about.model.calibration;
    const above = x.findIndex(value => value > hits);
    if (above <= 0) return y.at(above);
    return y[above - 1] + ((hits - x[above - 1]) / (x[above] - x[above - 1])) * (y[above] - y[above - 1]);
  }

  /** A part of the file; rows of 8-bit numbers come with their scales. */
  #part(name) {
    const values = this.#parts.get(name);
    if (values === undefined) throw new Error(`${this.name}: found no part ${name}, expected one.`);
    const scales = this.#parts.get(`${name}.scales`);
    return scales ? {values, scales, columns: values.length / (scales.length || NaN)} : values;
  }
}

// ---- names of genes: the file lists what each means by docs/gene-symbols.md ----
/** A function from any name of a gene to its approved symbol, or to the reason why there is none. */
function createResolver(names) {
  const find = name => findLine(names, `${name}\t`);
  return raw => {
    const [text, upper] = [raw.trim(), raw.trim().toUpperCase()];
    const id = text.replace(/^ENSG[0R](\d{10})(\.\d+)?(_\w+)?$/i, 'ENSG0$1').replace(/^([1-9]\d*)\.0*$/, '$1');
    const listed = find(text) ?? find(dateOf(upper)) ?? find(id) ?? find(`~${upper}`);
    const [, how, meant = ''] = (listed ?? find(upper) ?? '').split('\t');
    if (!how) return {how: 'unknown', candidates: []};
    const candidates = meant.split('|');
    return how === 'ambiguous' ? {how, candidates} : {how: listed ? how : 'case', symbol: candidates[0], candidates};
  };
}

/** The first of sorted lines, after a line's end, that begins so; undefined where none does. */
function findLine(lines, start) {
  let [low, high] = [1, lines.length];
  while (low < high) {
    const line = lines.lastIndexOf('\n', ((low + high) >> 1) - 1) + 1;
    if (lines.slice(line, line + start.length) < start) low = lines.indexOf('\n', line) + 1;
    else high = line;
  }
  return lines.startsWith(start, low) ? lines.slice(low, lines.indexOf('\n', low)) : undefined;
}

/** `2-SEPT`, `2020-09-02` and the like as ` SEPT-2`, ` 9-2`, as the file lists what spreadsheets made of symbols. */
function dateOf(upper) {
  const date = upper
    .normalize('NFD')
    .replace(/[\u0300-\u036f]|[T ]\d+:[\d:.]+( ?[AP]M|Z)?$/g, '')
    .replace(/^(?:0?(\d\d?)[-./ ]+([A-Z]{3,})\.?|([A-Z]{3,})[-./ ]+0?(\d\d?),?)([-./ ]+\d{2,4})?$/, ' $2$3-$1$4')
    .replace(/^(?:\d{4}([-./])0?(\d\d?)\1[0]?(\d\d?)|0?(\d\d?)([-.])0?(\d\d?)\5\d\d(\d\d)?)$/, ' $2$6-$3$4')
    .replace(/^0?(\d\d?)\/0?(\d\d?)\/\d\d(\d\d)?$/, ' $1/$2');
  return date.startsWith(' ') ? date : '';
}

// ---- training sets ----
/** Rows of tokens, such as sets, and for every token the rows that hold it. */
function openRows(sizes, steps, V) {
  const [S, offsets] = [sizes.length, offsetsOf(sizes)];
  const [tokens, counts] = [new Int32Array(steps), new Float64Array(V)];
  for (let set = 0; set < S; set++) {
    for (let i = offsets[set]; i < offsets[set + 1]; i++) {
      if (i > offsets[set]) tokens[i] += tokens[i - 1];
      if (!(tokens[i] > 0 && tokens[i] < V)) throw new RangeError(`found token ${tokens[i]}, expected 1 to ${V - 1}`);
      counts[tokens[i]]++;
    }
  }
  const [holderOffsets, next] = [offsetsOf(counts), offsetsOf(counts)];
  const holders = new Int32Array(tokens.length);
  for (let set = 0; set < S; set++)
    for (let i = offsets[set]; i < offsets[set + 1]; i++) holders[next[tokens[i]]++] = set;
  return {S, V, offsets, tokens, counts, holderOffsets, holders};
}

function openSets(part, V) {
  const rows = openRows(part('sets.sizes'), part('sets.steps'), V);
  const [titles, shares] = [part('sets.titles').split('\n'), rows.counts.map(count => count / Math.max(1, rows.S))];
  const idf = rows.counts.map(count => Math.log(rows.S / Math.max(1, count)) ** 2);
  return {...rows, titles, shares, idf, idfNorms: sumLists(rows.offsets, rows.tokens, idf)};
}

function offsetsOf(sizes) {
  const offsets = new Int32Array(sizes.length + 1);
  for (let i = 0; i < sizes.length; i++) offsets[i + 1] = offsets[i] + sizes[i];
  return offsets;
}

/** Σ weights of the tokens that each set shares with the prompt. Shape (S). */
function sharedWeights({S, holderOffsets, holders}, prompt, weights) {
  const shared = new Float64Array(S);
  for (const token of prompt)
    for (let i = holderOffsets[token]; i < holderOffsets[token + 1]; i++) shared[holders[i]] += weights[token];
  return shared;
}

/** Σ values[item] of each list of items; two sums, which a processor adds side by side. */
function sumLists(offsets, items, values) {
  const sums = new Float64Array(offsets.length - 1);
  for (let list = 0, i = 0; list < sums.length; list++) {
    const end = offsets[list + 1];
    let even = 0;
    let odd = 0;
    for (; i < end - 1; i += 2) {
      even += values[items[i]];
      odd += values[items[i + 1]];
    }
    sums[list] = even + odd + (i < end ? values[items[i++]] : 0);
  }
  return sums;
}

/** For each token the training sets that hold it and are most like the prompt (cosine), best first. */
function findSupport(sets, prompt, best, count) {
  const {offsets, holderOffsets, holders, titles} = sets;
  const shared = sharedWeights(sets, prompt, new Float64Array(sets.V).fill(1));
  const likeness = shared.map((genes, set) => genes / Math.sqrt(prompt.length * (offsets[set + 1] - offsets[set])));
  const describe = set => {
    const [library, name] = titles[set].split('\t');
    return {library, name, similarity: likeness[set], shared: shared[set], size: offsets[set + 1] - offsets[set]};
  };
  return best.map(token => {
    const holding = Array.from(holders.subarray(holderOffsets[token], holderOffsets[token + 1]));
    const near = holding.filter(set => shared[set] > 0).sort((a, b) => likeness[b] - likeness[a] || a - b);
    return near.slice(0, count).map(describe);
  });
}

// ---- the methods that the network ranks by: prompt → scores of all tokens ----
/** All but EASE give votes or probabilities, which are never negative. */
const METHODS = {
  'nearest-sets': nearestSets,
  'item-item': sets => geneCosines(sets, () => 1),
  'co-occurrence': coOccurrence,
  'gene-names': ({V}, _, part) =>
    geneCosines(openRows(part('sizes'), part('steps'), V), n => Math.log((1 + V) / n) ** 2),
  'set-encoder': setEncoder,
  popularity: sets => () => sets.shares.slice(),
  ease,
};

/** Every training set that shares genes with the prompt votes for all its genes. */
function castVotes({V, offsets, tokens, ...sets}, prompt, weights, voteOf = shared => shared) {
  const [scores, shared] = [new Float64Array(V), sharedWeights(sets, prompt, weights)];
  for (let set = 0; set < shared.length; set++) {
    const vote = shared[set] === 0 ? 0 : voteOf(shared[set], set);
    for (let i = offsets[set]; vote !== 0 && i < offsets[set + 1]; i++) scores[tokens[i]] += vote;
  }
  return scores;
}

/** Votes by the power of the cosine of prompt and set. */
function nearestSets(sets, {power, idf}) {
  const weights = idf ? sets.idf : new Float64Array(sets.V).fill(1);
  const norms = sumLists(sets.offsets, sets.tokens, weights);
  return prompt => {
    const norm = total(prompt, token => weights[token]);
    return castVotes(sets, prompt, weights, (dot, set) => ((dot * dot) / (norm * norms[set])) ** (power / 2));
  };
}

/** Cosines of genes by rows that hold both: sets (Sarwar et al. 2001), or words of names (Salton & Buckley 1988). */
function geneCosines(rows, weigh) {
  const votes = Float64Array.from({length: rows.S}, (_, row) => weigh(rows.offsets[row + 1] - rows.offsets[row]));
  const weights = sumLists(rows.holderOffsets, rows.holders, votes).map(square => (square > 0 ? square ** -0.5 : 0));
  const voteOf = (shared, row) => shared * votes[row];
  return prompt => castVotes(rows, prompt, weights, voteOf).map((score, token) => score * weights[token]);
}

/** Σ P(gene | gene of the prompt), drawn towards popularity (Zhai & Lafferty 2004). */
function coOccurrence(sets, {smoothing}) {
  const weights = sets.counts.map(count => (count + smoothing > 0 ? 1 / (count + smoothing) : 0));
  return prompt => {
    const prior = smoothing * total(prompt, token => weights[token]);
    return castVotes(sets, prompt, weights).map((score, token) => score + prior * sets.shares[token]);
  };
}

/** EASE (Steck 2019): −Σ_p P(p, g) / P(g, g), P = (XᵀX + λI)⁻¹ solved for; genes without weights stand below. */
function ease({V, shares, offsets, tokens, holderOffsets, holders}, {lambda, modes}, part) {
  const [genes, diagonal, rows] = [part('genes'), part('diagonal'), modes > 0 && part('modes')];
  const [wide, product] = [new Float64Array(V), new Float64Array(genes.length)];
  const times = v => {
    for (let i = 0; i < v.length; i++) wide[genes[i]] = v[i];
    const image = sumLists(holderOffsets, holders, sumLists(offsets, tokens, wide));
    for (let i = 0; i < v.length; i++) product[i] = image[genes[i]] + lambda * v[i];
    return product;
  };
  // r → (I − Σ m mᵀ) r for the modes m, along which XᵀX is largest: fewer steps to the same solution.
  const precondition = r => (rows ? addRows(rows, rowDots(rows, r, -1), r) : r);
  return prompt => {
    const target = Float64Array.from(genes, gene => (prompt.includes(gene) ? 1 : 0));
    const sums = solve(times, target, precondition).map((value, i) => (target[i] ? 0 : -value / diagonal[i]));
    const beyond = sums.reduce((a, b) => Math.min(a, b), 0) - 2;
    const scores = shares.map(share => beyond + share);
    for (let i = 0; i < sums.length; i++) scores[genes[i]] = sums[i];
    return scores;
  };
}

/** Preconditioned conjugate gradients (Hestenes & Stiefel 1952), to 3 thousandths of the first residual. */
function solve(times, target, precondition) {
  const [x, residual, direction] = [new Float64Array(target.length), target.slice(), new Float64Array(target.length)];
  const enough = dot(target, target) * 1e-5;
  for (let size = 1, before = 1, left = 1000; left-- > 0 && dot(residual, residual) > enough; before = size) {
    const better = precondition(residual);
    size = dot(residual, better);
    for (let i = 0; i < x.length; i++) direction[i] = better[i] + (size / before) * direction[i];
    const image = times(direction);
    const step = size / dot(direction, image);
    for (let i = 0; i < x.length; i++) {
      x[i] += step * direction[i];
      residual[i] -= step * image[i];
    }
  }
  return x;
}

// ---- set encoder: pooled embeddings, residual blocks, one logit a gene ----
/** exp of the logits after a softmax loss, their sigmoid after binary cross-entropy. */
function setEncoder(_, {loss, config}, part) {
  const [embedding, bias] = [part('embedding.weight'), part('head.bias')];
  const head = config.tiedHead ? embedding : part('head.weight');
  return prompt => {
    let x = pool(config, embedding, part, prompt);
    for (let block = 0; block < config.nLayer; block++) {
      const of = name => part(`blocks.${block}.${name}`);
      const inner = normalize(x, of('norm.weight'), of('norm.bias'));
      const wide = addRows(of('expand.weight'), inner, of('expand.bias')).map(gelu);
      x = addRows(of('contract.weight'), wide, of('contract.bias')).map((value, c) => x[c] + value);
    }
    const hidden = normalize(x, part('norm.weight'), part('norm.bias'));
    const logits = rowDots(head, hidden).map((value, token) => value + bias[token]);
    return loss === 'bce' ? logits.map(z => 1 / (1 + Math.exp(-z))) : softmax(exclude(logits, prompt));
  };
}

/** The embeddings of a prompt as one vector (C): each head weighs the genes for its own slice of channels. */
function pool({pooling, nHead}, {values, scales, columns: C}, part, prompt) {
  const rowOf = token => Float64Array.from(values.subarray(token * C, token * C + C), value => value * scales[token]);
  const [rows, x] = [Array.from(prompt, rowOf), new Float64Array(C)];
  const scoreOf = {
    attention: (row, _, h) => dot(row, new Float64Array(part('pooling.query').subarray(h * C, h * C + C))),
    'gene-score': (_, j) => part('pooling.score')[prompt[j]],
  }[pooling];
  const even = pooling === 'root' ? 1 / Math.sqrt(prompt.length) : 1 / prompt.length;
  const weigh = h => softmax(Float64Array.from(rows, (row, j) => scoreOf(row, j, h)));
  const weights = Array.from({length: Math.min(nHead, C)}, (_, h) => (scoreOf ? weigh(h) : rows.map(() => even)));
  for (const [j, row] of rows.entries())
    for (let c = 0; c < C; c++) x[c] += weights[Math.floor((c * nHead) / C)][j] * row[c];
  return x;
}

/** `factor` · the product of each row and the vector; two rows at a time, which a processor adds side by side. */
function rowDots({values, scales, columns}, vector, factor = 1) {
  const dots = new Float64Array(scales.length);
  for (let next = 0; next < dots.length; next += 2) {
    const row = Math.max(0, Math.min(next, dots.length - 2));
    let [even, odd] = [0, 0];
    for (let i = 0, at = row * columns; i < columns; i++) {
      even += values[at + i] * vector[i];
      odd += values[at + columns + i] * vector[i];
    }
    dots[row] = even * scales[row] * factor;
    dots[row + 1] = odd * scales[row + 1] * factor;
  }
  return dots;
}

/** bias + Σ_r vector[r] · row r. */
function addRows({values, scales, columns}, vector, bias) {
  const sums = Float64Array.from(bias);
  for (let r = 0; r < vector.length; r++) {
    const factor = vector[r] * scales[r];
    for (let c = 0, at = r * columns; c < columns; c++) sums[c] += factor * values[at + c];
  }
  return sums;
}

function normalize(x, weight, bias) {
  const mean = total(x) / x.length;
  const scale = 1 / Math.sqrt(total(x, value => (value - mean) ** 2) / x.length + 1e-5);
  return x.map((value, c) => (value - mean) * scale * weight[c] + bias[c]);
}

/** x · Φ(x), with the error function of Abramowitz & Stegun 7.1.26. */
function gelu(x) {
  const t = 1 / (1 + 0.3275911 * Math.abs(x) * Math.SQRT1_2);
  const series = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  const tail = (series * Math.exp((-x * x) / 2)) / 2;
  return x * (x < 0 ? tail : 1 - tail);
}

function dot(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function total(values, of = value => value) {
  let sum = 0;
  for (const value of values) sum += of(value);
  return sum;
}

function softmax(scores) {
  const highest = scores.reduce((a, b) => Math.max(a, b), NO_CANDIDATE);
  const raised = scores.map(score => Math.exp(score - highest));
  const sum = total(raised);
  return raised.map(value => value / sum);
}

/** Takes the prompt and the end token out of the race, in place. */
function exclude(scores, prompt) {
  for (const token of [0, ...prompt]) scores[token] = NO_CANDIDATE;
  return scores;
}

/** The `count` best tokens of at least a score, guessed from a sample, best first, equals by token. */
function topTokens(scores, count, least) {
  const sample = Float64Array.from({length: scores.length / 32}, (_, i) => scores[32 * i]).sort();
  const from = least ?? sample.at(-Math.ceil(count / 32) - 8) ?? NO_CANDIDATE;
  const tokens = [];
  for (let i = 0; i < scores.length; i++) if (scores[i] >= from && scores[i] > NO_CANDIDATE) tokens.push(i);
  if (tokens.length < count && from > NO_CANDIDATE) return topTokens(scores, count, NO_CANDIDATE);
  return tokens.sort((a, b) => scores[b] - scores[a] || a - b).slice(0, count);
}

/** The union of every method's `depth` best genes, each described by its D features (docs/model-file.md). */
function poolFeatures(rows, depth, sets, prompt) {
  const best = rows.map(({scores}) => topTokens(scores, depth));
  const genes = Int32Array.from(new Set(best.flat())).sort();
  const D = 3 * rows.length + 3;
  const features = new Float32Array(genes.length * D);
  for (const [m, {scores, shares}] of rows.entries()) {
    const ranks = new Map(best[m].map((gene, i) => [gene, i + 1]));
    const highest = scores[best[m][0]];
    const zero = shares || highest > 0 ? 0 : genes.reduce((least, gene) => Math.min(least, scores[gene]), Infinity);
    for (const [i, gene] of genes.entries()) {
      const share = highest > zero ? Math.max(0, scores[gene] - zero) / (highest - zero) : 0;
      features.set([-Math.log(ranks.get(gene) ?? depth + 1), Math.log(Math.max(share, 1e-4)), share], i * D + 3 * m);
    }
  }
  const dots = sharedWeights(sets, prompt, sets.idf);
  const nearest = dots.reduce((most, dot, set) => (dot > 0 ? Math.max(most, dot ** 2 / sets.idfNorms[set]) : most), 0);
  const norm = total(prompt, token => sets.idf[token]);
  const context = [norm > 0 ? Math.min(1, Math.sqrt(nearest / norm)) : 0, Math.log(1 + prompt.length)];
  for (const [i, gene] of genes.entries()) features.set([Math.log(1 + sets.counts[gene]), ...context], (i + 1) * D - 3);
  return {genes, features};
}

/** Two layers of H rectified units over the D features of a gene, one score a gene. Shape (count). */
function rankGenes(H, w, features, count) {
  const D = features.length / count;
  const layer = (x, from) => {
    const sums = new Float64Array(w.subarray(from + x.length * H, from + x.length * H + H));
    for (let d = 0; d < x.length; d++) for (let h = 0; h < sums.length; h++) sums[h] += x[d] * w[from + d * H + h];
    return sums.map(sum => Math.max(0, sum));
  };
  const last = new Float64Array(w.subarray(D * H + H + H * H + H));
  const layers = row => layer(layer(row, 0), D * H + H);
  return Float64Array.from({length: count}, (_, i) => dot(layers(features.subarray(i * D, i * D + D)), last));
}
