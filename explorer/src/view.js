import { select } from 'd3-selection';
import 'd3-transition';
import { zoom, zoomIdentity } from 'd3-zoom';

const kWorld = 65535;           // coordinates lie in 0 … kWorld
const kNear = 1.5, kClose = 12;   // how far a word that was searched for is zoomed in on, at least and at most
const kMost = 80;

const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

// Where the world lies on the screen: a fit to the window, moved and scaled by d3-zoom.
export class View {
  constructor(canvas, { mayPan, changed }) {
    this.canvas = canvas;
    this.transform = zoomIdentity;
    this.width = this.height = 1;
    this.zoom = zoom()
      .scaleExtent([0.7, kMost])
      .filter((event) => (!event.ctrlKey || event.type === 'wheel') && !event.button && mayPan(event))
      .on('zoom', (event) => {
        this.transform = event.transform;
        changed();
      });
    this.target = select(canvas).call(this.zoom);
  }

  // `bounds` are those of the points: [x0, y0, x1, y1]. What was in the middle stays there.
  resize(width, height, bounds) {
    const middle = this.scale === undefined ? null : this.toWorld(this.width / 2, this.height / 2);
    this.width = width;
    this.height = height;
    const [x0, y0, x1, y1] = bounds;
    const margin = Math.min(40, width / 10, height / 10);
    this.scale = Math.min((width - 2 * margin) / Math.max(1, x1 - x0), (height - 2 * margin) / Math.max(1, y1 - y0));
    this.left = width / 2 - (this.scale * (x0 + x1)) / 2;
    this.top = height / 2 - (this.scale * (y0 + y1)) / 2;
    this.zoom.translateExtent([[-width / 2, -height / 2], [1.5 * width, 1.5 * height]]);
    this.zoom.extent([[0, 0], [width, height]]);
    if (middle && this.k !== 1) this.zoom.transform(this.target, this.#centred(...middle, this.k));
  }

  #centred(x, y, k) {
    return zoomIdentity.translate(this.width / 2, this.height / 2).scale(k)
      .translate(-(this.scale * x + this.left), -(this.scale * y + this.top));
  }

  get k() {
    return this.transform.k;
  }

  // screen = factor * world + offset
  get factor() {
    return this.transform.k * this.scale;
  }

  get offset() {
    return [this.transform.k * this.left + this.transform.x, this.transform.k * this.top + this.transform.y];
  }

  toScreen(point) {
    const [x, y] = this.offset;
    return [this.factor * point.x + x, this.factor * point.y + y];
  }

  toWorld(x, y) {
    const [left, top] = this.offset;
    return [(x - left) / this.factor, (y - top) / this.factor];
  }

  #moving(milliseconds) {
    return calm() ? this.target : this.target.transition().duration(milliseconds);
  }

  // At once: on a way that takes time, a second one would stop the first.
  by(factor) {
    this.zoom.scaleBy(this.target, factor);
  }

  pan(x, y) {
    this.zoom.translateBy(this.target, x / this.k, y / this.k);
  }

  fit() {
    this.zoom.transform(this.#moving(400), zoomIdentity);
  }

  // Brings a point to the middle and as much of what belongs to it in sight as makes sense; stays where it is as long
  // as the point is in sight and near enough.
  show(point, others) {
    const [x, y] = this.toScreen(point);
    const inside = x > 40 && x < this.width - 90 && y > 30 && y < this.height - 30;
    if (inside && this.k >= kNear) return;
    const reach = (side, away) => (0.42 * side) / (this.scale * Math.max(1, ...others.map(away)));
    const fitting = Math.min(reach(this.width, (other) => Math.abs(other.x - point.x)),
      reach(this.height, (other) => Math.abs(other.y - point.y)));
    const k = Math.max(kNear, Math.min(kClose, fitting));
    this.zoom.transform(this.#moving(500), this.#centred(point.x, point.y, k));
  }
}

export const boundsOf = (points) => {
  let [x0, y0, x1, y1] = [kWorld, kWorld, 0, 0];
  for (const { x, y } of points) {
    x0 = Math.min(x0, x);
    x1 = Math.max(x1, x);
    y0 = Math.min(y0, y);
    y1 = Math.max(y1, y);
  }
  return points.length === 0 ? [0, 0, kWorld, kWorld] : [x0, y0, x1, y1];
};
