// The browser that tests drive: Debian's Chromium, or the one that $CHROMIUM names.
import {existsSync} from 'node:fs';
import {type Browser, chromium} from 'playwright-core';

const PATHS = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'];
/** Its program; undefined where there is none. */
export const CHROMIUM = PATHS.find(path => path !== undefined && existsSync(path));

/** Nobody listens there: what a browser asks on its own account goes nowhere. */
const NOWHERE = 'http://127.0.0.1:9';

/** `proxy`: where every request goes that is not for this machine. */
export function startChromium(proxy = NOWHERE): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM ?? '',
    args: ['--disable-gpu', '--disable-quic'],
    // Root has no sandbox to run a browser in.
    chromiumSandbox: process.getuid?.() !== 0,
    proxy: {server: proxy, bypass: '127.0.0.1'},
  });
}
