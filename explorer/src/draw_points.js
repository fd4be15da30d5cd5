import { Dots } from './dots.js';
import { Labels } from './labels.js';
import { channels, kDotAlpha } from './palette.js';

// Frequent words have larger dots.
const kSizes = [1.7, 1.3, 1, 0.85];
const sizeOf = (rank) => (rank <= 50 ? 0 : rank <= 500 ? 1 : rank <= 3000 ? 2 : 3);
export const kFont = '12px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif';

export const radiusOf = (view, count) => {
  const room = Math.sqrt((view.width * view.height) / Math.max(1, count));   // a point's share of the screen
  return Math.min(1.2 + room * 0.09, 2.6) * Math.min(view.k ** 0.3, 2.4);
};

// The lower layer: all dots of the languages that are shown, and the names of as many as fit, frequent ones first.
// With `faded` the dots step back and have no names.
export class PointsLayer {
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext('2d');
    this.dots = new Dots();
    this.widths = new Map();   // of texts
  }

  draw(view, model, hidden, colours, faded) {
    const { context, canvas } = this;
    const ratio = canvas.width / view.width;
    const radius = radiusOf(view, model.points.length);
    this.#dots(view, model, hidden, colours, radius * ratio, ratio, faded);
    if (faded) return;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.#names(view, model, hidden, colours, radius);
  }

  #dots(view, model, hidden, colours, radius, ratio, faded) {
    const { dots, context } = this;
    const factor = view.factor * ratio;
    const [left, top] = view.offset.map((value) => value * ratio);
    const kinds = model.languages.map(({ number }) => kSizes.map((size) =>
      dots.kind(colours.shape(number), radius * size, channels(colours.of(number)), faded ? 0.25 : kDotAlpha)));
    dots.begin(context, channels(colours.background));
    // Frequent words last, on top.
    for (let n = model.points.length - 1; n >= 0; --n) {
      const { language, rank, x, y } = model.points[n];
      if (!hidden.has(language)) dots.add(kinds[language][sizeOf(rank)], factor * x + left, factor * y + top);
    }
    dots.end(context);
  }

  #names(view, model, hidden, colours, radius) {
    const { context } = this;
    const labels = new Labels(view.width, view.height);
    const most = (view.width * view.height) / (view.k < 2 ? 9000 : 5500);
    let placed = 0;
    context.font = kFont;
    context.textBaseline = 'middle';
    context.lineJoin = 'round';
    context.lineWidth = 4;
    context.strokeStyle = colours.background;
    for (const point of model.points) {
      if (placed >= most) break;
      if (hidden.has(point.language)) continue;
      const [x, y] = view.toScreen(point);
      if (x < -60 || y < -8 || x > view.width || y > view.height + 8) continue;
      const spot = labels.place(x + radius, y, this.widthOf(point.word));
      if (!spot) continue;
      ++placed;
      context.fillStyle = colours.text(point.language);
      context.strokeText(point.word, ...spot);
      context.fillText(point.word, ...spot);
    }
  }

  widthOf(text) {
    let width = this.widths.get(text);
    if (width === undefined) {
      this.context.font = kFont;
      width = this.context.measureText(text).width;
      this.widths.set(text, width);
    }
    return width;
  }
}
