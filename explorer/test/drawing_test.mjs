// What needs no browser: what a search finds, which names fit, the pixels and the colours of dots.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Dots } from '../src/dots.js';
import { PointsLayer } from '../src/draw_points.js';
import { fold } from '../src/fold.js';
import { Labels } from '../src/labels.js';
import { makeModel } from '../src/model.js';
import { channels, kDotAlpha, mix, palette } from '../src/palette.js';
import { search } from '../src/search.js';

// Languages of words with places; nobody has neighbours.
const modelOf = (...languages) => makeModel({
  title: 'run', layout: 't-SNE', separate: false,
  languages: languages.map((words, n) => ({
    code: `a${'abc'[n]}`, vocabulary: words.length, words: words.map(([word]) => word),
    x: words.map(([, x]) => x), y: words.map(([, , y]) => y), neighbours: [],
  })),
});

test('a search folds accents and keeps vowels', () => {
  for (const [word, folded] of [['Über', 'uber'], ['ΑΫ\u0301Σ', 'αυσ'], ['за\u0301мок', 'замок'], ['שָׁלוֹם', 'שלום'],
    ['كَتَبَ', 'كتب'], ['Łódź', 'lodz'], ['की', 'की'], ['กิน', 'กิน'], ['நீ', 'நீ']]) {
    assert.equal(fold(word), folded);
  }
});

test('what is found: the word, but for accents, what begins with it, what holds it', () => {
  const model = modelOf(['meta', 'eta', 'Étape', 'ETÁ'].map((word) => [word, 0, 0]),
    ['beta', 'eta'].map((word) => [word, 0, 0]));
  const found = (hidden, typed) => search(model, new Set(hidden), typed)
    .map(({ word, language }) => `${word} ${language}`);
  assert.deepEqual(found([], ' eta '), ['eta 0', 'eta 1', 'ETÁ 0', 'Étape 0', 'meta 0', 'beta 1']);
  assert.deepEqual(found([], 'ETÁ'), ['ETÁ 0', 'eta 0', 'eta 1', 'Étape 0', 'meta 0', 'beta 1']);
  assert.deepEqual(found([0], 'eta'), ['eta 1', 'beta 1']);
  assert.deepEqual(found([], ' '), []);
});

test('names do not cover each other', () => {
  const labels = new Labels(200, 100);
  assert.deepEqual(labels.place(50, 50, 40), [56, 50]);
  assert.equal(labels.place(60, 52, 40), null);
  assert.deepEqual(labels.place(50, 50, 40, true), [4, 50]);   // to the left
  assert.deepEqual(labels.place(50, 80, 40), [56, 80]);
});

// A canvas that keeps its pixels and the names that were written on it.
function makeCanvas(width, height) {
  const names = [];
  const context = {
    names,
    createImageData: (w, h) => ({ width: w, height: h, data: new Uint8ClampedArray(w * h * 4) }),
    putImageData: (image) => { context.image = image; },
    setTransform() {}, strokeText() {},
    measureText: (text) => ({ width: 7 * text.length }),
    fillText: (text) => names.push(text),
  };
  context.canvas = { width, height, getContext: () => context };
  return context;
}

// How much of the image is dark, in pixels, and where the middle of it lies.
function inkOf({ width, data }) {
  let sum = 0, x = 0, y = 0, right = 0;
  for (let n = 0; n < data.length / 4; ++n) {
    const share = 1 - data[4 * n] / 255;
    sum += share;
    x += share * ((n % width) + 0.5);
    y += share * (Math.floor(n / width) + 0.5);
    if (share > 0) right = Math.max(right, n % width);
  }
  return { sum, x: x / sum, y: y / sum, right };
}

test('a dot has its size, its place and its shape', () => {
  const draw = (shape, radius, x, y) => {
    const context = makeCanvas(40, 40), dots = new Dots();
    dots.begin(context, [255, 255, 255]);
    dots.add(dots.kind(shape, radius, [0, 0, 0], 1), x, y);
    dots.end(context);
    return inkOf(context.image);
  };
  const near = (found, expected, most, what) =>
    assert.ok(Math.abs(found - expected) <= most, `${what}: ${found} is not ${expected}`);
  // Areas by geometry, of radius 4.
  const areas = { circle: 50.3, square: 51.8, triangle: 35.2, diamond: 46.1, wedge: 35.2 };
  for (const [shape, area] of Object.entries(areas)) near(draw(shape, 4, 20, 20).sum, area, 2.5, `area of a ${shape}`);
  assert.ok(draw('triangle', 4, 20, 20).y > draw('wedge', 4, 20, 20).y);
  for (const [x, y] of [[20.1, 20.9], [20.9, 20.1], [20.4, 20.6]]) {
    const ink = draw('circle', 4, x, y);
    near(ink.x, x, 0.15, 'x');
    near(ink.y, y, 0.15, 'y');
  }
  const cut = draw('circle', 4, 0, 20);   // half of it lies beyond the left edge, and does not come in at the right
  near(cut.sum, 25.1, 4, 'area of half a circle');
  assert.ok(cut.right < 6);
});

test('dots and names of languages that are shown, frequent words on top', () => {
  const model = modelOf([['first', 12, 17]], [['second', 12, 17], ['other', 52, 57]]);
  const colours = {
    background: '#ffffff', of: (language) => ['#ff0000', '#0000ff'][language], text: () => '', shape: () => 'circle',
  };
  const view = { width: 100, height: 100, k: 1, factor: 1, offset: [8, 3], toScreen: ({ x, y }) => [x + 8, y + 3] };
  const draw = (hidden, faded) => {
    const context = makeCanvas(200, 200);   // two pixels to the point
    new PointsLayer(context.canvas).draw(view, model, new Set(hidden), colours, faded);
    const at = (x, y) => [...context.image.data.slice(4 * (200 * y + x), 4 * (200 * y + x) + 3)];
    return { names: context.names, both: at(40, 40), other: at(120, 120) };
  };
  const all = draw([], false);
  assert.deepEqual(all.names, ['first', 'other']);   // the name of the second would cover that of the first
  assert.ok(all.both[0] > all.both[2] && all.other[2] > all.other[0]);
  const second = draw([0], false);
  assert.deepEqual(second.names, ['second', 'other']);
  assert.ok(second.both[2] > second.both[0]);
  assert.deepEqual(draw([1], false).other, [255, 255, 255]);
  const faded = draw([], true);
  assert.deepEqual(faded.names, []);
  assert.ok(faded.other[0] > all.other[0]);
});

test('dots and names stand out from the background', () => {
  const light = (colour) => {
    const [r, g, b] = channels(colour).map((value) => value / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
  for (const dark of [false, true]) {
    const colours = palette(dark);
    for (let language = 0; language < 8; ++language) {
      const dot = contrast(mix(colours.background, colours.of(language), kDotAlpha), colours.background);
      assert.ok(dot >= 3, `language ${language}, ${dark ? 'dark' : 'light'}: a dot has ${dot.toFixed(2)}`);
      const name = contrast(colours.text(language), colours.background);
      assert.ok(name >= 4.5, `language ${language}, ${dark ? 'dark' : 'light'}: a name has ${name.toFixed(2)}`);
    }
  }
  const { of, shape } = palette(false);
  const looks = [...Array(40).keys()].map((language) => `${of(language)} ${shape(language)}`);
  assert.equal(new Set(looks).size, 40);
  assert.equal(new Set([0, 1, 2, 3, 4].map(shape)).size, 5);
});
