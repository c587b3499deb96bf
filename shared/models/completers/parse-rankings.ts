// Reads rankings that another program made: a tab-separated table with one gene of one prompt a line.

/** Genes by prompt, best first, as they are written; a gene that comes twice counts where it comes first. */
export type Rankings = Map<string, string[]>;

interface Columns {
  prompt: number;
  gene: number;
  /** Absent where lines stand best first. */
  value: number | undefined;
  /** Whether a higher value is better. */
  descending: boolean;
}

/** What a header may call each column. */
const TITLES = {
  prompt: ['set', 'prompt', 'id', 'query', 'term'],
  gene: ['gene', 'symbol', 'candidate'],
  rank: ['rank', 'place', 'position'],
  score: ['score', 'value', 'weight', 'probability', 'similarity'],
};

/**
 * Rankings of a text. With a header its columns may come in any order, a rank (1 is best) or a score (higher is better)
 * among them; without a header they are prompt, rank and gene, or prompt and gene, best first. Lines that start with # do
 * not count. `file` is for messages.
 */
export function parseRankings(text: string, file: string): Rankings {
  if (text.includes('\0')) {
    throw new Error(`${file}: found binary data; expected a tab-separated table as text.`);
  }
  const lines = text
    .split(/\r\n|\n|\r/)
    .map((line, i) => ({cells: line.split('\t'), place: i + 1}));
  const filled = lines.filter(
    ({cells}) => cells.some(cell => cell.trim() !== '') && !/^#/.test(cells[0]),
  );
  if (filled.length === 0)
    throw new Error(`${file}: found no line; expected prompt, rank and gene.`);
  const titled = findTitles(filled[0].cells, file);
  const columns = titled ?? plainColumns(filled[0].cells.length, file);
  const rows = filled.slice(titled ? 1 : 0).map(line => readLine(line, columns, file));
  if (rows.length === 0) throw new Error(`${file}: found a header and no line below it.`);
  return gather(rows, columns.descending);
}

/** `half:1:42`, as `list-prompts` calls them. */
function isPromptId(cell: string): boolean {
  return /^"?[\w-]+:\d+:\d+"?$/.test(cell.trim());
}

/** The columns that a header names; undefined where the line is none. A header that says too little is refused. */
function findTitles(cells: readonly string[], file: string): Columns | undefined {
  const titles = cells.map(cell => cell.trim().toLowerCase().replace(/^"|"$/g, ''));
  const find = (names: readonly string[]) => {
    const at = titles.findIndex(title => names.includes(title));
    return at < 0 ? undefined : at;
  };
  const [prompt, gene] = [find(TITLES.prompt), find(TITLES.gene)];
  // A gene may have the symbol SET; no name of a prompt stands in a header.
  if ((prompt ?? gene) === undefined || cells.some(isPromptId)) return undefined;
  const rank = find(TITLES.rank);
  const value = rank ?? find(TITLES.score);
  if (prompt !== undefined && gene !== undefined && (value !== undefined || cells.length === 2)) {
    return {prompt, gene, value, descending: rank === undefined};
  }
  const lacking = [
    ...(prompt === undefined ? ['prompt'] : []),
    ...(gene === undefined ? ['gene'] : []),
    ...(value === undefined ? ['rank (1 is best) or score (higher is better)'] : []),
  ];
  throw new Error(
    `${file}: found the columns ${titles.join(', ')}; expected ${lacking.join(' and ')} among them. Where lines stand best first, prompt and gene alone are enough.`,
  );
}

function plainColumns(count: number, file: string): Columns {
  if (count === 2) return {prompt: 0, gene: 1, value: undefined, descending: false};
  if (count === 3) return {prompt: 0, gene: 2, value: 1, descending: false};
  throw new Error(
    `${file}: found ${count} ${count === 1 ? 'column' : 'columns'} and no header; expected prompt, rank and gene, tab-separated, or a header with prompt, gene, and rank or score.`,
  );
}

interface RankedGene {
  prompt: string;
  gene: string;
  value: number;
}

function readLine(
  {cells, place}: {cells: readonly string[]; place: number},
  {prompt, gene, value}: Columns,
  file: string,
): RankedGene {
  const at = (column: number) => (cells[column] ?? '').trim();
  const number = value === undefined ? 0 : Number(at(value));
  if (at(prompt) === '' || at(gene) === '') {
    throw new Error(`${file}:${place}: found no prompt or no gene; expected both in every line.`);
  }
  if (Number.isNaN(number) || (value !== undefined && at(value) === '')) {
    throw new Error(
      `${file}:${place}: found ${JSON.stringify(at(value!))}, expected a number as rank or score.`,
    );
  }
  return {prompt: at(prompt), gene: at(gene), value: number};
}

/** Equal ranks or scores keep the order of their lines. */
function gather(rows: readonly RankedGene[], descending: boolean): Rankings {
  const sign = descending ? -1 : 1;
  const byPrompt = new Map<string, RankedGene[]>();
  for (const row of rows) {
    const own = byPrompt.get(row.prompt);
    if (own) own.push(row);
    else byPrompt.set(row.prompt, [row]);
  }
  return new Map(
    Array.from(byPrompt, ([prompt, own]) => {
      own.sort((a, b) => sign * (a.value - b.value) || 0);
      return [prompt, [...new Set(own.map(({gene}) => gene))]];
    }),
  );
}
