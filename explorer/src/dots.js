import { inside } from './shapes.js';

// Many small dots, blended into an image pixel by pixel. For 20,000 of them that takes a few milliseconds on any
// machine, where as many calls of a canvas take a hundred without a graphics card.
const kSteps = 4;     // places of a dot within a pixel, along each axis
const kSamples = 4;   // points of a pixel at which the shape is looked at, along each axis

// How much of each pixel a shape of `radius` pixels takes, 0 … 256, for each of its places within a pixel. Pixel (0, 0)
// lies `half` left of and above the one with the middle.
function makeMasks(shape, radius, alpha) {
  const half = Math.ceil(radius * 1.2) + 1, side = 2 * half + 1;
  const masks = [];
  for (let place = 0; place < kSteps * kSteps; ++place) {
    const cx = half + ((place % kSteps) + 0.5) / kSteps, cy = half + (Math.floor(place / kSteps) + 0.5) / kSteps;
    const mask = new Uint16Array(side * side);
    for (let n = 0; n < side * side * kSamples * kSamples; ++n) {
      const pixel = Math.floor(n / (kSamples * kSamples)), sample = n % (kSamples * kSamples);
      const x = (pixel % side) + ((sample % kSamples) + 0.5) / kSamples - cx;
      const y = Math.floor(pixel / side) + (Math.floor(sample / kSamples) + 0.5) / kSamples - cy;
      if (inside(shape, x / radius, y / radius)) ++mask[pixel];
    }
    masks.push(mask.map((samples) => Math.round((samples * alpha * 256) / (kSamples * kSamples))));
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
    const key = `${shape} ${radius.toFixed(2)} ${alpha}`;
    if (this.masks.size > 200) this.masks.clear();   // each step of a zoom has sizes of its own
    if (!this.masks.has(key)) this.masks.set(key, makeMasks(shape, radius, alpha));
    return { ...this.masks.get(key), r, g, b };
  }

  add(kind, x, y) {
    const { bytes: data, image: { width, height } } = this;
    const { half, side, r, g, b } = kind;
    const column = Math.floor(x), row = Math.floor(y);
    const left = column - half, top = row - half;
    if (left >= width || top >= height || left + side <= 0 || top + side <= 0) return;
    const mask = kind.masks[Math.floor((y - row) * kSteps) * kSteps + Math.floor((x - column) * kSteps)];
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
