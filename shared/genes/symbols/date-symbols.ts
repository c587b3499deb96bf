// Symbols that spreadsheets turn into dates, and the families HGNC renamed for it.
// Ziemann, Eren & El-Osta 2016, Genome Biology 17:177; Bruford et al. 2020, Nature Genetics 52:754.

/** What a date may have been: approved symbols by likeness, then former symbols and aliases. */
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
const FAMILIES: Record<string, string[]> = {MAR: ['MARCH', 'MARC'], SEP: ['SEPT'], DEC: ['DEC']};
const FAMILY = /^(march|marc|sept|dec)(\d{1,2})$/i;

/**
 * Months in English, German, French, Spanish, Italian, Portuguese, Dutch, the Scandinavian languages, Finnish and Polish,
 * without accents; three letters or more of a name stand for it.
 */
const MONTHS: Record<string, string> = {
  JAN: 'JANUARY JANUAR JANNER JANVIER JANEIRO JANUARI ENERO GENNAIO TAMMIKUU',
  FEB: 'FEBRUARY FEBRUAR FEBRERO FEBBRAIO FEBRUARI FEVRIER FEVEREIRO HELMIKUU',
  MAR: 'MARCH MARZ MAERZ MRZ MARS MARZO MARCO MAART MRT MARTS MAALISKUU MARZEC',
  APR: 'APRIL APRILE AVRIL ABRIL HUHTIKUU',
  MAY: 'MAY MAI MAYO MAGGIO MAIO MEI MAJ TOUKOKUU',
  JUN: 'JUNE JUNI JUIN JUNIO JUNHO GIUGNO KESAKUU',
  JUL: 'JULY JULI JUILLET JULIO JULHO LUGLIO HEINAKUU',
  AUG: 'AUGUST AUGUSTUS AUGUSTI AOUT AGOSTO ELOKUU',
  SEP: 'SEPTEMBER SEPTEMBRE SEPTIEMBRE SETIEMBRE SETTEMBRE SETEMBRO SYYSKUU WRZESIEN',
  OCT: 'OCTOBER OKTOBER OCTOBRE OCTUBRE OTTOBRE OUTUBRO LOKAKUU',
  NOV: 'NOVEMBER NOVEMBRE NOVIEMBRE NOVEMBRO MARRASKUU',
  DEC: 'DECEMBER DEZEMBER DECEMBRE DICIEMBRE DICEMBRE DEZEMBRO DESEMBER JOULUKUU',
};
const MONTH_OF = new Map(
  // What begins two names, as MAR does, stands for the earlier month.
  Object.entries(MONTHS)
    .reverse()
    .flatMap(([month, names]) =>
      names.split(' ').flatMap(name => {
        const ends = Array.from({length: name.length - 2}, (_, i) => i + 3);
        return ends.map(end => [name.slice(0, end), month] as const);
      }),
    ),
);
const ORDER = Object.keys(MONTHS);

/** Words for a month: every beginning, of three letters at least, of its names. */
export const MONTH_WORDS: readonly string[] = [...MONTH_OF.keys()];

const ACCENTS_AND_TIME = /[\u0300-\u036f]|[T ]\d+:[\d:.]+( ?[AP]M|Z)?$/g;
/** Forms of a date in capitals, and what each is brought to; a date with slashes may begin with day or month. */
const FORMS: readonly [RegExp, string][] = [
  [
    /^(?:0?(\d\d?)[-./ ]+([A-Z]{3,})\.?|([A-Z]{3,})[-./ ]+0?(\d\d?),?)([-./ ]+\d{2,4})?$/,
    ' $2$3-$1$4',
  ],
  [/^(?:\d{4}([-./])0?(\d\d?)\1[0]?(\d\d?)|0?(\d\d?)([-.])0?(\d\d?)\5\d\d(\d\d)?)$/, ' $2$6-$3$4'],
  [/^0?(\d\d?)\/0?(\d\d?)\/\d\d(\d\d)?$/, ' $1/$2'],
];

/**
 * The day and month of a date in one form, which no name has, for it begins with a blank: ` SEP-2` for `2-Sep`, ` 9-2`
 * (month, day) for `2020-09-02` and `02.09.2020`, ` 9/2` for `9/2/2020`. Undefined for what is no date. The run file has
 * the same rules.
 */
export function dateKey(text: string): string | undefined {
  const plain = text.toUpperCase().normalize('NFD').replace(ACCENTS_AND_TIME, '');
  const form = FORMS.find(([pattern]) => pattern.test(plain));
  return form && plain.replace(...form);
}

/** The approved symbol in which HGNC's renaming of a family ended: SEPTIN2 for SEPT2, `MARCHF1` for MARCH1. */
export function readFamilySymbol(text: string): string | undefined {
  const family = FAMILY.exec(text);
  return family ? RENAMED[family[1].toUpperCase()] + Number(family[2]) : undefined;
}

/** Reads `1-MAR`, `Sep-02`, `2020-09-02`, `1. Dez` and the like; null for any other text. */
export function readDateSymbol(text: string): DateReading | null {
  const [, first, separator, last] = /^ (\w+)([-/])(\d+)$/.exec(dateKey(text) ?? '') ?? [];
  const readings = [readDay(first, last), ...(separator === '/' ? [readDay(last, first)] : [])];
  const known = readings.filter(reading => reading !== undefined);
  if (known.length === 0) return null;
  return {
    approved: known.flatMap(({approved}) => approved),
    former: known.flatMap(({former}) => former),
  };
}

/** What a day of a month, given as a word or a number, may have been. */
function readDay(month: string | undefined, day: string | undefined): DateReading | undefined {
  const name = MONTH_OF.get(month ?? '') ?? ORDER[Number(month) - 1];
  if (name === undefined) return undefined;
  const number = Number(day);
  return {
    approved: (FAMILIES[name] ?? []).map(former => RENAMED[former] + number),
    // Symbols of the bare month exist too: SEP15 became SELENOF, OCT4 is another name of POU5F1.
    former: name in FAMILIES ? [name + number] : [name + number, `${name}-${number}`],
  };
}
