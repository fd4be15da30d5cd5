import { fold } from './fold.js';

// The points that contain what was typed, best first: the word itself, the word but for accents and case, words that
// begin with it, words that hold it; among equals the more frequent.
export function search(model, hidden, typed) {
  const query = fold(typed.trim());
  if (query === '') return [];
  const exact = typed.trim().normalize('NFC');
  const found = [[], [], [], []];
  for (const point of model.points) {
    if (hidden.has(point.language)) continue;
    const at = point.folded.indexOf(query);
    if (at < 0) continue;
    if (point.word === exact) found[0].push(point);
    else if (point.folded === query) found[1].push(point);
    else found[at === 0 ? 2 : 3].push(point);
  }
  return found.flat();
}
