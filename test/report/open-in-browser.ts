// Opens a page in a headless browser, where there is one, and gathers what its console says.
import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

const FLAGS = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-sync'],
  ...['--disable-background-networking', '--disable-component-update', '--enable-logging=stderr'],
  ...['--virtual-time-budget=2000', '--dump-dom'],
];

const browser = ['chromium', 'google-chrome', 'chromium-browser'].find(
  name => spawnSync(name, ['--version']).status === 0,
);

export interface OpenedPage {
  /** The document after the page was loaded. */
  dom: string;
  /** Lines that the page's console shows: errors, refusals of the policy. */
  console: string[];
}

/** The page as a browser sees it; undefined where there is no browser, which is said on the console of the test. */
export function openInBrowser(page: string): OpenedPage | undefined {
  if (!browser) {
    console.warn('skipped: there is no Chromium to open the page with');
    return undefined;
  }
  const folder = mkdtempSync(join(tmpdir(), 'geneglot-page-'));
  try {
    const file = join(folder, 'page.html');
    writeFileSync(file, page);
    const flags = [...FLAGS, `--user-data-dir=${join(folder, 'profile')}`, `file://${file}`];
    const {stdout, stderr} = spawnSync(browser, flags, {encoding: 'utf8', timeout: 60_000});
    return {dom: stdout, console: stderr.split('\n').filter(line => line.includes(':CONSOLE'))};
  } finally {
    rmSync(folder, {recursive: true, force: true, maxRetries: 5});
  }
}
