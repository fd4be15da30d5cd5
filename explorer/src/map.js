import { quadtree } from 'd3-quadtree';
import { say } from './dom.js';
import { drawMarks } from './draw_marks.js';
import { PointsLayer } from './draw_points.js';
import { palette } from './palette.js';
import { boundsOf, View } from './view.js';

const kReach = 12, kReachOfAFinger = 24;   // pixels

// The map: two layers of dots and marks, and what pointers and keys do to them. `on` has open(point), close(),
// toggle(point) and frame(points).
export class WordMap {
  constructor(points, marks, model, state, on) {
    this.marks = marks;
    this.model = model;
    this.state = state;
    this.on = on;
    this.layer = new PointsLayer(points);
    this.bounds = boundsOf(model.points);
    this.trees = model.languages.map((language) =>
      quadtree(language.points, (point) => point.x, (point) => point.y));
    this.view = new View(marks, {
      mayPan: (event) => !event.shiftKey && !state.framing,
      changed: () => this.redraw(),
    });
    this.dark = matchMedia('(prefers-color-scheme: dark)');
    new ResizeObserver(() => this.resize()).observe(marks.parentElement);
    this.resize();
    this.#listen();
  }

  get colours() {
    return palette(this.dark.matches);
  }

  resize() {
    const { clientWidth: width, clientHeight: height } = this.marks.parentElement;
    if (width === 0 || height === 0 || (width === this.view.width && height === this.view.height)) return;
    const ratio = Math.min(devicePixelRatio || 1, 3);
    for (const canvas of [this.layer.canvas, this.marks]) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    this.view.resize(width, height, this.bounds);
    this.redraw(true);
  }

  // All of it, in the next frame; or at once, where an empty canvas would flash.
  redraw(now = false) {
    this.stale = true;
    if (now) this.draw();
    else this.redrawMarks();
  }

  redrawMarks() {
    this.scheduled ??= requestAnimationFrame(() => this.draw());
  }

  draw() {
    cancelAnimationFrame(this.scheduled);
    this.scheduled = null;
    const { view, model, state, colours } = this;
    const start = performance.now();
    if (this.stale) {
      this.stale = false;
      const faded = state.word !== null || state.matches.length > 0;
      this.layer.draw(view, model, state.hidden, colours, faded);
    }
    state.middle = this.keyed ? this.nearest(view.width / 2, view.height / 2, Infinity) : null;
    if (this.moved && state.middle && state.middle !== this.said) {
      this.said = state.middle;
      say(`${this.said.word}, ${model.languages[this.said.language].code}`);
    }
    drawMarks(this.marks, view, model, state, colours, (text) => this.layer.widthOf(text));
    this.drawMilliseconds = performance.now() - start;
  }

  // The point of a shown language that is nearest to a place on the screen, within `reach` pixels.
  nearest(x, y, reach) {
    const [wx, wy] = this.view.toWorld(x, y);
    let best = null, distance = reach / this.view.factor;
    this.trees.forEach((tree, language) => {
      if (this.state.hidden.has(language)) return;
      const point = tree.find(wx, wy, distance);
      if (!point) return;
      best = point;
      distance = Math.hypot(point.x - wx, point.y - wy);
    });
    return best;
  }

  within([x0, y0, x1, y1]) {
    const [left, top] = this.view.toWorld(x0, y0), [right, bottom] = this.view.toWorld(x1, y1);
    const found = [];
    this.trees.forEach((tree, language) => {
      if (this.state.hidden.has(language)) return;
      tree.visit((node, nx0, ny0, nx1, ny1) => {
        for (let leaf = node; leaf && !leaf.length; leaf = leaf.next) {
          const { x, y } = leaf.data;
          if (x >= left && x <= right && y >= top && y <= bottom) found.push(leaf.data);
        }
        return nx0 > right || ny0 > bottom || nx1 < left || ny1 < top;
      });
    });
    return found.sort((a, b) => a.rank - b.rank || a.language - b.language);
  }

  #listen() {
    const { marks, state, on } = this;
    const place = (event) => {
      const box = marks.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    let start = null;   // of a frame

    const hover = (point) => {
      if (state.hover === point) return;
      state.hover = point;
      marks.style.cursor = state.framing ? 'crosshair' : point ? 'pointer' : '';
      this.redrawMarks();
    };
    marks.addEventListener('pointerdown', (event) => {
      this.keyed = this.framed = false;   // a finger's frame is not followed by a click
      if (event.button !== 0 || !(event.shiftKey || state.framing)) return;
      start = place(event);
      marks.setPointerCapture(event.pointerId);
    });
    marks.addEventListener('pointermove', (event) => {
      if (start) {
        const [x, y] = place(event);
        state.frame = [Math.min(x, start[0]), Math.min(y, start[1]), Math.max(x, start[0]), Math.max(y, start[1])];
        this.redrawMarks();
      } else if (event.pointerType === 'mouse' && event.buttons === 0) {
        hover(this.nearest(...place(event), kReach));
      }
    });
    // Or Chromium takes the lifting of the finger for a fling, and the next tap for its end, without a click.
    marks.addEventListener('touchmove', (event) => start && event.preventDefault(), { passive: false });
    const end = (taken) => {
      const frame = state.frame;
      this.framed = frame !== null && frame[2] - frame[0] + frame[3] - frame[1] > 6;
      start = state.frame = null;
      if (taken && this.framed) on.frame(this.within(frame));
      this.redrawMarks();
    };
    marks.addEventListener('pointerup', () => start && end(true));
    marks.addEventListener('pointercancel', () => start && end(false));
    marks.addEventListener('pointerleave', () => hover(null));
    marks.addEventListener('click', (event) => {
      if (this.framed) {   // the click that ends a frame
        this.framed = false;
        return;
      }
      const point = this.nearest(...place(event), event.pointerType === 'touch' ? kReachOfAFinger : kReach);
      if (!point) on.close();
      else if (event.shiftKey) on.toggle(point);
      else on.open(point);
    });
    marks.addEventListener('keydown', (event) => this.#key(event));
    marks.addEventListener('focus', () => {
      this.keyed = marks.matches(':focus-visible');
      this.redrawMarks();
    });
    marks.addEventListener('blur', () => {
      this.keyed = false;
      this.said = null;
      this.redrawMarks();
    });
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { view, state, on } = this;
    const step = event.shiftKey ? 160 : 60;
    const keys = {
      ArrowLeft: () => view.pan(step, 0),
      ArrowRight: () => view.pan(-step, 0),
      ArrowUp: () => view.pan(0, step),
      ArrowDown: () => view.pan(0, -step),
      '+': () => view.by(1.6),
      '=': () => view.by(1.6),
      '-': () => view.by(1 / 1.6),
      0: () => view.fit(),
      Enter: () => state.middle && (event.shiftKey ? on.toggle : on.open)(state.middle),
    };
    if (!Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    this.keyed = true;
    this.moved = event.key !== 'Enter';   // by a key: the word that comes to the middle is said
    keys[event.key]();
    this.redrawMarks();
  }
}
