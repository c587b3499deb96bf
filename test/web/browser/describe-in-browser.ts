// Tests that need a browser.
import {describe} from '@jest/globals';
import {CHROMIUM} from './chromium.ts';

/** Tests in a browser; skipped with a line that says why where there is none. */
export function describeInBrowser(title: string, body: () => void): void {
  if (CHROMIUM !== undefined) {
    describe(title, body);
  } else {
    process.stderr.write(`skipped: ${title} (found no Chromium; .ci/get-chromium installs it)\n`);
    describe.skip(title, body);
  }
}
