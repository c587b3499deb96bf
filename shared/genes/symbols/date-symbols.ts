// Symbols that spreadsheets turn into dates, and the families HGNC renamed for it.
// Ziemann, Eren & El-Osta 2016, Genome Biology 17:177; Bruford et al. 2020, Nature Genetics 52:754.

/** What a date or a former family symbol may have been: approved symbols by likeness, then former symbols. */
export interface DateReading {
  approved: string[];
  former: string[];
}

/** Former family → approved family, for symbols such as SEPT2. */
const RENAMED: Record<string, string> = {
  MARCH: 'MARCHF',
  MARC: 'MTARC',
  SEPT: 'SEPTIN',
  DEC: 'DELEC',
};
/** Month of a date → families whose symbols a spreadsheet reads as that month. */
const MONTHS: Record<string, string[]> = {MAR: ['MARCH', 'MARC'], SEP: ['SEPT'], DEC: ['DEC']};

const DAY_MONTH = /^(\d{1,2})[-/ ](mar|sep|dec)[a-z]*$/i;
const MONTH_DAY = /^(mar|sep|dec)[a-z]*[-/ ](\d{1,2})$/i;
const FAMILY = /^(march|marc|sept|dec)(\d{1,2})$/i;

/** Reads `1-MAR`, `Sep-02`, `SEPT2`, `MARCH1`, `DEC1` …; null for any other text. */
export function readDateSymbol(text: string): DateReading | null {
  const family = FAMILY.exec(text);
  if (family) {
    return {approved: [RENAMED[family[1].toUpperCase()] + Number(family[2])], former: []};
  }
  const dayFirst = DAY_MONTH.exec(text);
  const monthFirst = dayFirst ? null : MONTH_DAY.exec(text);
  if (!dayFirst && !monthFirst) return null;
  const [month, day] = dayFirst ? [dayFirst[2], dayFirst[1]] : [monthFirst![1], monthFirst![2]];
  const name = month.toUpperCase();
  return {
    approved: MONTHS[name].map(former => RENAMED[former] + Number(day)),
    // Symbols of the bare month existed too: SEP15 became SELENOF.
    former: [name + Number(day)],
  };
}
