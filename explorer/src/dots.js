import { inside } from './shapes.js';

// Many small dots, blended into an image pixel by pixel. For 20,000 of them that takes a few milliseconds on any
// machine, where as many calls of a canvas take a hundred without a graphics card.
const kParts = 4;   // of a pixel, along each axis: places of a dot, and points at which the shape is looked at
const kSizes = 8;   // of dots, for each doubling of the radius: a zoom must not need new masks for each frame

// How much of each pixel a shape of `radius` pixels takes, 0 … 256, for each of its places within a pixel. Pixel (0, 0)
// lies `half` left of and above the one with the middle.
function makeMasks(shape, radius, alpha) {
  const half = Math.ceil(radius * 1.2) + 1, side = 2 * half + 1;
  // All places look at the same points, which lie as far apart as the places do.
  const shift = kParts - 1, width = side * kParts + shift;
  const at = (n) => ((n - shift) / kParts - half) / radius;
  const points = Uint8Array.from({ length: width * width }, (_, n) =>
    inside(shape, at(n % width), at(Math.floor(n / width))));
  const masks = [];
  for (let place = 0; place < kParts * kParts; ++place) {
    const mask = new Uint16Array(side * side);
    const first = (shift - Math.floor(place / kParts)) * width + shift - (place % kParts);
    for (let v = 0; v < side * kParts; ++v) {
      const row = Math.floor(v / kParts) * side;
      for (let u = 0; u < side * kParts; ++u) mask[row + Math.floor(u / kParts)] += points[first + v * width + u];
    }
    masks.push(mask.map((count) => Math.round((count * alpha * 256) / (kParts * kParts))));
  }
  return { half, side, masks };
}

export class Dots {
  constructor() {
    this.masks = new Map();   // of shapes and sizes
  }

  // An image full of `background`, [r, g, b].
  begin(context, [r, g, b]) {
    const { width, height } = context.canvas;
    if (this.image?.width !== width || this.image?.height !== height) {
      this.image = context.createImageData(width, height);
      this.bytes = new Uint8Array(this.image.data.buffer);   // quicker than the clamped bytes of the image
    }
    new Uint32Array(this.bytes.buffer).fill(((255 << 24) | (b << 16) | (g << 8) | r) >>> 0);
  }

  // What add() needs to draw dots of one kind.
  kind(shape, radius, [r, g, b], alpha) {
    const size = Math.round(Math.log2(radius) * kSizes);
    const key = `${shape} ${size} ${alpha}`;
    if (!this.masks.has(key)) this.masks.set(key, makeMasks(shape, 2 ** (size / kSizes), alpha));
    return { ...this.masks.get(key), r, g, b };
  }

  add(kind, x, y) {
    const { bytes: data, image: { width, height } } = this;
    const { half, side, r, g, b } = kind;
    const column = Math.floor(x), row = Math.floor(y);
    const left = column - half, top = row - half;
    if (left >= width || top >= height || left + side <= 0 || top + side <= 0) return;
    const mask = kind.masks[Math.floor((y - row) * kParts) * kParts + Math.floor((x - column) * kParts)];
    const from = Math.max(0, -left), to = Math.min(side, width - left);
    const last = Math.min(side, height - top);
    for (let v = Math.max(0, -top); v < last; ++v) {
      let at = ((top + v) * width + left + from) * 4;
      for (let u = from; u < to; ++u, at += 4) {
        const share = mask[v * side + u];
        if (share === 0) continue;
        data[at] += ((r - data[at]) * share) >> 8;
        data[at + 1] += ((g - data[at + 1]) * share) >> 8;
        data[at + 2] += ((b - data[at + 2]) * share) >> 8;
      }
    }
  }

  end(context) {
    context.putImageData(this.image, 0, 0);
  }
}
