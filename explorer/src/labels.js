// Which labels fit: the screen as a grid of small cells, of which each label takes those it covers.
const kCell = 6;
const kHeight = 16;
const kGap = 6;   // from the dot to the text

export class Labels {
  constructor(width, height) {
    this.columns = Math.ceil(width / kCell) + 1;
    this.rows = Math.ceil(height / kCell) + 1;
    this.taken = new Uint8Array(this.columns * this.rows);
  }

  // Takes the place of a text beside a dot, to its right or where else it fits. Returns where the text begins and its
  // middle line, or null.
  place(x, y, textWidth, anywhere = false, gap = kGap) {
    const width = textWidth + 4;
    const right = x + gap, left = x - gap - textWidth, middle = x - textWidth / 2;
    const places = [[right, y]];
    if (anywhere) {
      places.push([left, y], [middle, y - 14], [middle, y + 14]);
      places.push([right, y - 12], [right, y + 12], [left, y - 12], [left, y + 12]);
    }
    for (const [left, middle] of places) {
      if (this.#take(left - 2, middle - kHeight / 2, width, kHeight)) return [left, middle];
    }
    return null;
  }

  // Cells outside of the screen are free and stay so.
  #take(left, top, width, height) {
    const from = Math.max(0, Math.floor(left / kCell)), first = Math.max(0, Math.floor(top / kCell));
    const to = Math.min(this.columns - 1, Math.floor((left + width) / kCell));
    const last = Math.min(this.rows - 1, Math.floor((top + height) / kCell));
    for (let row = first; row <= last; ++row) {
      for (let column = from; column <= to; ++column) {
        if (this.taken[row * this.columns + column]) return false;
      }
    }
    for (let row = first; row <= last; ++row) {
      this.taken.fill(1, row * this.columns + from, row * this.columns + to + 1);
    }
    return true;
  }
}
