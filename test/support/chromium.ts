import { existsSync } from 'node:fs';

/** The browser of this machine, where there is one; tests that need it are left out elsewhere. */
export const CHROMIUM = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== undefined && existsSync(path));
