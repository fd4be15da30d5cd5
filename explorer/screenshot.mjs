// A picture of a page that koine explore wrote:   node screenshot.mjs PAGE.html PICTURE.png [LANGUAGE:WORD]
// The environment has WIDTH, HEIGHT and SCHEME (light or dark).
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const [page, picture, word] = process.argv.slice(2);
const { WIDTH = 1280, HEIGHT = 800, SCHEME = 'light', CHROMIUM = '/usr/bin/chromium' } = process.env;

const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
const tab = await browser.newPage({
  viewport: { width: Number(WIDTH), height: Number(HEIGHT) }, colorScheme: SCHEME, reducedMotion: 'reduce',
});
const hash = word ? `#${word.split(':').map(encodeURIComponent).join(':')}` : '';
await tab.goto(pathToFileURL(resolve(page)).href + hash);
await tab.waitForFunction(() => window.explorer?.map.drawMilliseconds > 0);
await tab.waitForTimeout(300);
await tab.screenshot({ path: picture });
await browser.close();
