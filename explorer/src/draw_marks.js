import { kFont, radiusOf } from './draw_points.js';
import { Labels } from './labels.js';
import { trace } from './shapes.js';

const kMost = 3000;   // dots of matches, rings of selected words: of those in sight

// The upper layer: what is found, selected, open or under the pointer. It is drawn again at every move of the pointer,
// while the dots below it stay.
export function drawMarks(canvas, view, model, state, colours, widthOf) {
  const context = canvas.getContext('2d');
  const ratio = canvas.width / view.width;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, view.width, view.height);
  context.font = kFont;
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
  const radius = radiusOf(view, model.points.length);
  const labels = new Labels(view.width, view.height);
  const shown = (point) => point && !state.hidden.has(point.language);
  const onScreen = ([x, y]) => x > -80 && y > -10 && x < view.width + 10 && y < view.height + 10;

  function dot(point, r) {
    const [x, y] = view.toScreen(point);
    context.fillStyle = colours.of(point.language);
    context.strokeStyle = colours.background;
    context.lineWidth = 1.5;
    trace(context, colours.shape(point.language), x, y, r);
    context.fill();
    context.stroke();
  }

  function ring(point, r, width = 2) {
    const [x, y] = view.toScreen(point);
    context.strokeStyle = colours.ink;
    context.lineWidth = width;
    trace(context, 'circle', x, y, r);
    context.stroke();
  }

  // A point has one name, whatever it is besides.
  const strong = new Set([state.word, state.middle, state.hover]), named = new Set();
  function name(point) {
    const at = view.toScreen(point);
    if (named.has(point) || !onScreen(at)) return;
    named.add(point);
    const bold = strong.has(point);
    const gap = radius + (bold ? 9 : 5);
    context.font = (bold ? 'bold ' : '') + kFont;
    const width = bold ? context.measureText(point.word).width : widthOf(point.word);
    const spot = labels.place(...at, width + 2, true, gap) ?? (bold ? [at[0] + gap, at[1]] : null);
    if (!spot) return;
    context.lineWidth = 4;
    context.strokeStyle = colours.background;
    context.fillStyle = bold ? colours.ink : colours.text(point.language);
    context.strokeText(point.word, ...spot);
    context.fillText(point.word, ...spot);
  }

  const drawn = (points) => points.filter((point) => shown(point) && onScreen(view.toScreen(point))).slice(0, kMost);
  drawn([...state.selection]).forEach((point) => ring(point, radius + 2.5, 1.5));
  const matches = drawn(state.matches);
  for (let n = matches.length - 1; n >= 0; --n) dot(matches[n], radius + 1);

  if (state.word) {
    // The best of every language get their names first.
    const near = model.languages
      .flatMap(({ number }) => model.neighbours(state.word, number).map(({ point }, n) => ({ point, n })))
      .sort((a, b) => a.n - b.n)
      .map(({ point }) => point)
      .filter(shown);
    const from = view.toScreen(state.word);
    context.lineWidth = 1;
    context.globalAlpha = 0.55;
    for (const point of near) {
      context.strokeStyle = colours.of(point.language);
      context.beginPath();
      context.moveTo(...from);
      context.lineTo(...view.toScreen(point));
      context.stroke();
    }
    context.globalAlpha = 1;
    near.forEach((point) => dot(point, radius + 1.5));
    dot(state.word, radius + 3);
    ring(state.word, radius + 5);
    name(state.word);
    near.forEach(name);
  }
  matches.forEach(name);

  for (const point of [state.middle, state.hover]) {
    if (!shown(point)) continue;
    ring(point, radius + 4);
    name(point);
  }

  if (state.frame) {
    const [x0, y0, x1, y1] = state.frame;
    context.fillStyle = colours.ink;
    context.globalAlpha = 0.08;
    context.fillRect(x0, y0, x1 - x0, y1 - y0);
    context.globalAlpha = 1;
    context.strokeStyle = colours.ink;
    context.lineWidth = 1;
    context.setLineDash([4, 3]);
    context.strokeRect(x0, y0, x1 - x0, y1 - y0);
    context.setLineDash([]);
  }
}
