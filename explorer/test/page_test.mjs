// Drives a page of koine explore in a browser. Called by tests/browser/explore.sh, which makes the page and, with the
// program, the tables that it is held against.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const { PAGE, TABLES, CHROMIUM = '/usr/bin/chromium' } = process.env;
const url = pathToFileURL(PAGE).href;

// TABLES: what koine translate and koine neighbours print, as lines of word, language, neighbour, score, rank.
const expected = new Map();   // "word language" → [[neighbour, score]]
for (const line of readFileSync(TABLES, 'utf8').trim().split('\n')) {
  const [word, language, neighbour, score] = line.split('\t');
  const key = `${word} ${language}`;
  expected.set(key, [...(expected.get(key) ?? []), [neighbour, score]]);
}

let browser;
const trouble = [];   // requests, errors and dialogs of all pages
before(async () => {
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
});
after(() => browser?.close());

async function open(options = {}) {
  const context = await browser.newContext({
    viewport: { width: 1100, height: 760 }, reducedMotion: 'reduce', ...options,
  });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const page = await context.newPage();
  page.setDefaultTimeout(120000);
  page.on('request', (request) => request.url().split('#')[0] === url || trouble.push(`request: ${request.url()}`));
  page.on('console', (message) => message.type() === 'error' && trouble.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => trouble.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    trouble.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  await page.goto(url);
  await page.waitForFunction(() => window.explorer?.map.drawMilliseconds > 0);
  return page;
}

// The panel as [[neighbour, score]] of each language.
const listed = (page) => page.$$eval('#word .near', (lists) => Object.fromEntries(lists.map((list) =>
  [list.dataset.language, [...list.querySelectorAll('li')].map((item) =>
    [item.querySelector('.text').textContent, item.querySelector('.score').textContent])])));

const openWord = (page) => page.$eval('#word', (section) => section.querySelector('h2')?.textContent ?? null);
const found = (page) => page.$$eval('#results [role=option]', (options) => options.map((option) =>
  [option.querySelector('.text').textContent, option.querySelector('.code').textContent]));
const said = (page) => page.textContent('#status');
const placeOf = (page, language, word) => page.evaluate(([code, text]) => {
  const { map, model } = window.explorer;
  const box = map.marks.getBoundingClientRect();
  const [x, y] = map.view.toScreen(model.find(code, text));
  return [box.left + x, box.top + y];
}, [language, word]);
const frame = (page) => page.evaluate(() => new Promise((done) => {
  requestAnimationFrame(() => requestAnimationFrame(done));
}));

function assertNear(lists, word, languages) {
  assert.deepEqual(Object.keys(lists).sort(), languages);
  for (const language of languages) {
    const wanted = expected.get(`${word} ${language}`);
    assert.deepEqual(lists[language].map(([neighbour]) => neighbour), wanted.map(([neighbour]) => neighbour));
    lists[language].forEach(([neighbour, score], n) =>
      // The program sums in another order for one word than for all: the last digit may differ.
      assert.ok(Math.abs(score - wanted[n][1]) < 1.5e-4, `${word}, ${neighbour}: ${score} is not ${wanted[n][1]}`));
  }
}

test('a search, without accents and case, and what the program says of the word', async () => {
  const page = await open();
  assert.match(await page.title(), /^run · /);
  await page.keyboard.press('/');
  await page.keyboard.type('uber');
  assert.deepEqual((await found(page))[0], ['Über', 'aa']);
  assert.equal(await page.getAttribute('#search', 'aria-expanded'), 'true');
  await page.keyboard.press('Enter');
  assert.equal(await openWord(page), 'Über');
  assertNear(await listed(page), 'Über', ['aa', 'ab', 'ac']);
  assert.equal(await page.getAttribute('#word h2', 'lang'), 'aa');
  assert.deepEqual(Object.keys(await listed(page)), ['ab', 'ac', 'aa']);   // its own language last
  assert.equal(decodeURIComponent(new URL(page.url()).hash), '#aa:Über');
  await page.context().close();
});

test('every word of the tables', async () => {
  const page = await open();
  for (const word of new Set([...expected.keys()].map((key) => key.split(' ')[0]))) {
    await page.fill('#search', word);
    await page.press('#search', 'Enter');
    assert.equal(await openWord(page), word);
    assertNear(await listed(page), word, ['aa', 'ab', 'ac']);
  }
  await page.context().close();
});

test('a click on a word, on one of its neighbours, and back', async () => {
  const page = await open();
  await page.fill('#search', 'Über');
  await page.press('#search', 'Enter');
  await page.click('#word .close');
  assert.equal(await openWord(page), null);
  await page.evaluate(() => window.explorer.map.view.by(20));
  await frame(page);
  await page.mouse.click(...await placeOf(page, 'aa', 'Über'));
  assert.equal(await openWord(page), 'Über');
  const button = page.locator('#word .near[data-language=ab] button').first();
  const neighbour = await button.locator('.text').textContent();
  await button.click();
  assert.equal(await openWord(page), neighbour);
  await page.goBack();
  assert.equal(await openWord(page), 'Über');
  await page.context().close();
});

test('words are text, whatever they hold', async () => {
  const page = await open();
  await page.fill('#search', '</script>');
  const [[word]] = await found(page);
  assert.match(word, /^<\/script><img/);
  await page.press('#search', 'Enter');
  assert.equal(await openWord(page), word);
  assert.equal(await page.locator('img').count(), 0);
  await page.context().close();
});

test('a word from right to left', async () => {
  const page = await open();
  await page.fill('#search', 'שלום');
  const sides = await page.$eval('#results [role=option]', (row) => [row, ...row.children].map((one) => {
    const { left, right } = one.getBoundingClientRect();
    return [left, right];
  }));
  const [row, dot, word, code] = sides;
  assert.ok(row[1] - dot[1] < 12 && code[0] - row[0] < 12, `not at the ends: ${sides.join(' | ')}`);
  assert.ok(code[1] < word[0] && word[1] < dot[0]);
  await page.press('#search', 'Enter');
  const gap = await page.$eval('#word h2', (heading) => {
    const text = document.createRange();
    text.selectNode(heading.lastChild);
    return heading.firstChild.getBoundingClientRect().left - text.getBoundingClientRect().right;
  });
  assert.ok(Math.abs(gap - 7) < 2, `${gap} pixels from the dot to the word`);
  await page.context().close();
});

test('what was found lies above the languages', async () => {
  const page = await open();
  await page.fill('#search', 'a');
  assert.deepEqual(await page.$$eval('#languages .dot', (dots) => dots.map((dot) => {
    const { left, top, width, height } = dot.getBoundingClientRect();
    return document.elementFromPoint(left + width / 2, top + height / 2).closest('[id]').id.split('-')[0];
  })), ['result', 'result', 'result']);
  await page.context().close();
});

test('a language is hidden and shown', async () => {
  const page = await open();
  const chip = page.locator('#languages button', { hasText: 'ab' });
  const shown = await page.evaluate(() => window.explorer.map.within([0, 0, 5000, 5000]).length);
  await chip.click();
  assert.equal(await chip.getAttribute('aria-pressed'), 'false');
  const left = await page.evaluate(() => window.explorer.map.within([0, 0, 5000, 5000]).map((one) => one.language));
  assert.ok(left.length > 0 && left.length < shown && !left.includes(1));
  await page.fill('#search', 'Über');
  await page.press('#search', 'Enter');
  assert.deepEqual(Object.keys(await listed(page)).sort(), ['aa', 'ac']);
  await chip.click();
  assertNear(await listed(page), 'Über', ['aa', 'ab', 'ac']);
  await page.locator('#languages button', { hasText: 'aa' }).click();
  assert.equal(await openWord(page), null);
  await page.fill('#search', 'Über');
  assert.deepEqual(await found(page), []);
  await page.goBack();   // opens a word of the hidden language
  assert.equal(await openWord(page), 'Über');
  assert.equal(await page.getAttribute('#languages [data-language=aa]', 'aria-pressed'), 'true');
  assertNear(await listed(page), 'Über', ['aa', 'ab', 'ac']);
  await page.context().close();
});

test('all of it with the keyboard', async () => {
  const page = await open();
  const stops = [];
  for (let n = 0; n < 9; ++n) {
    await page.keyboard.press('Tab');
    stops.push(await page.evaluate(() => {
      const { activeElement: active } = document;
      const style = getComputedStyle(active);
      const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
      return `${active.id || active.dataset.language}${ring ? '' : ' without a ring'}`;
    }));
  }
  assert.deepEqual(stops, ['search', 'aa', 'ab', 'ac', 'marks', 'zoom-in', 'zoom-out', 'fit', 'box']);

  await page.focus('#search');
  await page.keyboard.type('a');
  const first = (await found(page)).map(([word]) => word);
  const active = () => page.$eval('#search', (field) =>
    document.getElementById(field.getAttribute('aria-activedescendant')).querySelector('.text').textContent);
  assert.equal(await active(), first[0]);
  await page.keyboard.press('ArrowDown');
  assert.equal(await active(), first[1]);
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  assert.equal(await active(), first.at(-1));
  await page.keyboard.press('Escape');
  assert.equal(await page.inputValue('#search'), '');
  await page.keyboard.press('Escape');
  assert.equal(await page.evaluate(() => document.activeElement.id), '');

  const view = () => page.evaluate(() => ({ ...window.explorer.map.view.transform }));
  await page.focus('#search');
  for (let n = 0; n < 4; ++n) await page.keyboard.press('Tab');
  const before = await view();
  await page.keyboard.press('+');
  assert.ok((await view()).k > before.k);
  const zoomed = await view();
  await page.keyboard.press('ArrowLeft');
  assert.ok((await view()).x > zoomed.x);
  await frame(page);
  const middle = await page.evaluate(() => window.explorer.state.middle.word);
  assert.match(await said(page), /^\S+, a[abc]$/);
  assert.equal((await said(page)).split(', ')[0], middle);
  await page.keyboard.press('Enter');
  assert.equal(await openWord(page), middle);
  await page.keyboard.press('Escape');
  assert.equal(await openWord(page), null);
  await page.keyboard.press('0');
  assert.equal((await view()).k, 1);
  for (let n = 0; n < 12; ++n) await page.keyboard.press('+');
  assert.equal((await view()).k, 80);
  await page.keyboard.press('Shift+Enter');
  assert.equal(await said(page), '1 word selected');
  await page.context().close();
});

const focused = (page) => page.evaluate(() => {
  const { activeElement: active } = document;
  return active.id || active.getAttribute('aria-label') || active.textContent;
});

test('the focus stays where the keyboard left it', async () => {
  const page = await open();
  await page.fill('#search', 'Über');
  await page.press('#search', 'Enter');
  const row = page.locator('#word .near button').first();
  const neighbour = await row.locator('.text').textContent();
  await row.press('Enter');
  assert.equal(await openWord(page), neighbour);
  assert.equal(await focused(page), neighbour);   // its heading
  await page.locator('#word .row button').first().press('Enter');
  assert.equal(await focused(page), 'Selected');
  await page.locator('#word .close').press('Enter');
  assert.equal(await focused(page), 'marks');

  await page.fill('#search', 'a');
  for (let n = 0; n < 2; ++n) {
    await page.press('#search', 'ArrowDown');
    await page.press('#search', 'Shift+Enter');
  }
  const words = await page.$$eval('.selected li > :first-child', (rows) => rows.map((one) => one.textContent));
  assert.equal(words.length, 3);
  await page.locator('.selected .close').nth(1).press('Enter');
  assert.equal(await focused(page), `Take ${words[2]} out`);
  await page.keyboard.press('Enter');
  assert.equal(await focused(page), `Take ${words[0]} out`);   // there is none behind it
  await page.keyboard.press('Enter');
  assert.equal(await focused(page), 'marks');
  await page.context().close();
});

test('keys for an input method do nothing else', async () => {
  const page = await open();
  await page.fill('#search', 'Über');
  await page.press('#search', 'Enter');
  await page.fill('#search', 'a');
  for (const key of ['ArrowDown', 'Enter', 'Escape']) {
    await page.$eval('#search', (field, name) => field.dispatchEvent(
      new KeyboardEvent('keydown', { key: name, isComposing: true, bubbles: true, cancelable: true })), key);
  }
  assert.equal(await openWord(page), 'Über');
  assert.equal(await page.inputValue('#search'), 'a');
  assert.equal(await page.getAttribute('#search', 'aria-activedescendant'), 'result-0');
  await page.context().close();
});

test('a word has one name on the map', async () => {
  const page = await open();
  const names = () => page.evaluate(() => {
    const { map } = window.explorer;
    const context = map.marks.getContext('2d'), drawn = [];
    context.fillText = (text) => drawn.push(text);
    map.draw();
    delete context.fillText;
    return drawn.filter((text) => text === 'Über').length;
  });
  await page.fill('#search', 'Über');
  assert.equal(await names(), 1);
  await page.press('#search', 'Enter');
  assert.equal(await names(), 1);
  await page.fill('#search', 'Über');
  await page.focus('#marks');
  await page.keyboard.press('+');
  await frame(page);
  assert.equal(await page.evaluate(() => window.explorer.state.middle.word), 'Über');
  assert.equal(await names(), 1);
  await page.context().close();
});

test('what a search found is said', async () => {
  const page = await open();
  await page.fill('#search', 'a');
  const count = await page.evaluate(() => window.explorer.state.matches.length);
  assert.ok(count > 1);
  assert.equal(await said(page), `${count} words found`);
  await page.fill('#search', 'Über');
  assert.equal(await said(page), '1 word found');
  await page.fill('#search', 'no such word');
  assert.equal(await said(page), 'No such word on the map');
  await page.context().close();
});

test('a search shows its words while a word is open', async () => {
  const page = await open();
  const ink = async () => {
    await frame(page);
    return page.evaluate(() => {
      const { marks } = window.explorer.map;
      const { data } = marks.getContext('2d').getImageData(0, 0, marks.width, marks.height);
      return data.reduce((sum, value, n) => sum + (n % 4 === 3 && value > 0 ? 1 : 0), 0);
    });
  };
  await page.fill('#search', 'Über');
  await page.press('#search', 'Enter');
  const before = await ink();
  await page.fill('#search', 'a');
  assert.equal(await openWord(page), 'Über');
  assert.ok(await ink() > before);
  await page.context().close();
});

test('words are selected one by one', async () => {
  const page = await open();
  const selected = () => page.evaluate(() => [...window.explorer.state.selection].map((point) => point.word));
  await page.fill('#search', 'Über');
  await page.press('#search', 'Shift+Enter');
  assert.deepEqual(await selected(), ['Über']);
  assert.equal(await said(page), '1 word selected');
  await page.press('#search', 'Enter');
  const select = page.locator('#word .row button').first();
  assert.equal(await select.getAttribute('aria-pressed'), 'true');
  await select.click();
  assert.deepEqual(await selected(), []);
  await select.click();
  assert.deepEqual(await selected(), ['Über']);
  await page.evaluate(() => window.explorer.map.view.by(20));
  await frame(page);
  const at = await placeOf(page, 'aa', 'Über');
  for (const expected of [[], ['Über']]) {
    await page.keyboard.down('Shift');
    await page.mouse.click(...at);
    await page.keyboard.up('Shift');
    assert.deepEqual(await selected(), expected);
  }
  await page.context().close();
});

test('a word and its nearest words, copied as a table', async () => {
  const page = await open();
  await page.fill('#search', 'Über');
  await page.press('#search', 'Enter');
  const lists = await listed(page);
  const button = page.locator('#word .row button').nth(1);
  await button.click();
  await button.filter({ hasText: 'Copied' }).waitFor();
  const rows = Object.entries(lists).sort().flatMap(([language, near]) =>
    near.map(([neighbour, score], n) => ['Über', language, neighbour, score, n + 1].join('\t') + '\n'));
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()),
    'word\tlanguage\tneighbour\tscore\trank\n' + rows.join(''));
  assert.equal(await said(page), '15 neighbours copied');

  await page.evaluate(() => navigator.clipboard.writeText(''));
  await page.evaluate(() => { navigator.clipboard.writeText = () => Promise.reject(new Error('closed')); });
  await button.filter({ hasText: 'Copy as TSV' }).click();
  await button.filter({ hasText: 'Copied' }).waitFor();   // the old way
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^word\tlanguage\t.*\nÜber\taa\t/);
  assert.equal(await page.locator('textarea').count(), 0);
  assert.equal(await focused(page), 'Copied');
  await page.evaluate(() => { document.execCommand = () => false; });
  await button.click();
  await button.filter({ hasText: 'Cannot copy' }).waitFor();
  assert.match(await said(page), /does not let/);
  await button.filter({ hasText: 'Copy as TSV' }).waitFor();
  await page.context().close();
});

test('a frame around words, copied as a table', async () => {
  const page = await open();
  const box = await page.locator('#marks').boundingBox();
  const drag = async () => {
    await page.mouse.move(box.x + box.width * 0.2, box.y + box.height * 0.2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.7, box.y + box.height * 0.75, { steps: 4 });
    await page.mouse.up();
  };
  const selected = () => page.evaluate(() => window.explorer.state.selection.size);
  await page.keyboard.down('Shift');
  await drag();
  await page.keyboard.up('Shift');
  const size = await selected();
  assert.ok(size > 0);
  assert.equal(await page.evaluate(() => window.explorer.map.view.k), 1);
  await page.click('#copy-selection');
  await page.waitForFunction(() => document.getElementById('status').textContent.includes('copied'));
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  const rows = copied.trim().split('\n').map((row) => row.split('\t'));
  assert.equal(rows.length, size + 1);
  assert.deepEqual(rows[0],
    ['word', 'language', 'rank', 'nearest aa', 'score', 'nearest ab', 'score', 'nearest ac', 'score']);
  assert.ok(rows.every((row) => row.length === rows[0].length));
  const [word, language] = rows[1];
  await page.fill('#search', word);
  await page.locator('#results [role=option]', { hasText: language }).first().click();
  const lists = await listed(page);
  assert.deepEqual(rows[1].slice(3), ['aa', 'ab', 'ac'].flatMap((code) => lists[code][0]));
  await page.click('#word .close');
  await page.click('#fit');

  await page.getByRole('button', { name: 'Clear' }).click();
  assert.equal(await selected(), 0);
  await page.click('#box');   // the same without Shift
  await drag();
  assert.equal(await selected(), size);
  assert.equal(await page.getAttribute('#box', 'aria-pressed'), 'false');
  await page.context().close();
});

test('the wheel zooms, a drag moves', async () => {
  const page = await open();
  const view = () => page.evaluate(() => ({ ...window.explorer.map.view.transform }));
  const box = await page.locator('#marks').boundingBox();
  await page.mouse.move(box.x + 300, box.y + 300);
  await page.mouse.wheel(0, -300);
  await page.waitForFunction(() => window.explorer.map.view.k > 1);
  const before = await view();
  await page.mouse.down();
  await page.mouse.move(box.x + 340, box.y + 320, { steps: 4 });
  await page.mouse.up();
  const moved = await view();
  assert.equal(moved.k, before.k);
  assert.ok(Math.abs(moved.x - before.x - 40) < 1 && Math.abs(moved.y - before.y - 20) < 1);
  assert.equal(await openWord(page), null);
  await page.context().close();
});

test('a phone', async () => {
  const page = await open({
    viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2,
  });
  const fits = async () => {
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
    assert.equal(await page.evaluate(() => innerWidth), 360);
    const map = await page.locator('#map').boundingBox();
    assert.ok(map.width === 360 && map.height > 200, `the map is ${map.width} x ${map.height}`);
  };
  await fits();
  await page.fill('#search', 'uber');
  await page.locator('#results [role=option]').first().tap();
  assert.equal(await openWord(page), 'Über');
  await fits();
  const map = await page.locator('#map').boundingBox();
  const [x, y] = await placeOf(page, 'aa', 'Über');
  assert.ok(x > 0 && x < 360 && y > map.y && y < map.y + map.height, `the word is out of sight at ${x}, ${y}`);
  await page.locator('#word .close').tap();
  await page.evaluate(() => window.explorer.map.view.by(20));
  await frame(page);
  await page.touchscreen.tap(...await placeOf(page, 'aa', 'Über'));
  assert.equal(await openWord(page), 'Über');

  // A finger's frame has no click behind it and is no fling, which would last into the second after: the next tap
  // opens a word.
  await page.locator('#word .close').tap();
  await page.locator('#box').tap();
  const finger = await page.context().newCDPSession(page);
  const touch = (type, ...points) => finger.send('Input.dispatchTouchEvent', {
    type, touchPoints: points.map(([px, py]) => ({ x: px, y: py })),
  });
  await touch('touchStart', [map.x + 60, map.y + 60]);
  await touch('touchMove', [map.x + 120, map.y + 100]);
  await touch('touchMove', [map.x + 200, map.y + 160]);
  await touch('touchEnd');
  await page.waitForTimeout(400);
  assert.equal(await page.getAttribute('#box', 'aria-pressed'), 'false');
  await page.touchscreen.tap(...await placeOf(page, 'aa', 'Über'));
  assert.equal(await openWord(page), 'Über');
  await page.context().close();
});

test('light and dark', async () => {
  const page = await open();
  const corner = () => page.evaluate(() => {
    const { data } = window.explorer.map.layer.context.getImageData(1, 1, 1, 1);
    return [data[0], getComputedStyle(document.body).color];
  });
  assert.deepEqual(await corner(), [252, 'rgb(28, 30, 34)']);
  await page.emulateMedia({ colorScheme: 'dark' });
  // The event that has the map drawn anew comes some time after the query has changed.
  await page.waitForFunction(() => window.explorer.map.layer.context.getImageData(1, 1, 1, 1).data[0] !== 252);
  assert.deepEqual(await corner(), [20, 'rgb(236, 234, 228)']);
  await page.context().close();
});

test('rings and dots for as many of the words in sight as can be drawn at once', async () => {
  const page = await open();
  const drawn = await page.evaluate(() => {
    const { map, state, model } = window.explorer;
    const [{ x, y }] = model.points;
    const words = (count, away) => [...Array(count).keys()].map((n) =>
      ({ language: 0, rank: n + 1, word: 'w', x: x + away, y }));
    const context = map.marks.getContext('2d');
    let rings = 0, dots = 0;
    context.stroke = () => ++rings;
    context.fill = () => ++dots;
    state.selection = new Set([...words(5000, 1e6), ...words(20000, 0)]);
    map.draw();
    state.selection.clear();
    state.matches = [...words(5000, 1e6), ...words(7, 0)];
    map.draw();
    return [rings - dots, dots];
  });
  assert.deepEqual(drawn, [3000, 7]);
  await page.context().close();
});

test('quick zooms add up', async () => {
  const page = await open({ reducedMotion: 'no-preference' });
  await page.evaluate(() => { for (let n = 0; n < 3; ++n) document.getElementById('zoom-in').click(); });
  await page.waitForTimeout(300);
  assert.equal(await page.evaluate(() => window.explorer.map.view.k.toFixed(6)), '4.096000');
  await page.context().close();
});

test('a zoom makes few pictures of dots', async () => {
  const page = await open();
  const made = await page.evaluate(() => {
    const { map } = window.explorer;
    const { dots } = map.layer, pictures = new Set();
    const kind = dots.kind.bind(dots);
    dots.kind = (...what) => {
      const found = kind(...what);
      pictures.add(found.masks);
      return found;
    };
    for (let n = 0; n < 100; ++n) {
      map.view.by(1.05);
      map.draw();
    }
    return pictures.size;
  });
  assert.ok(made >= 30 && made <= 70, `${made} pictures`);
  await page.context().close();
});

test('no request, no error, no dialog in all of this', () => assert.deepEqual(trouble, []));
