import { byId, copyButton, element } from './dom.js';

const kListed = 300;

// The words that were selected, as a list to go through and to take along.
export function drawSelection(model, state, actions) {
  const section = byId('selection');
  const points = [...state.selection];
  section.hidden = points.length === 0;
  section.replaceChildren();
  if (points.length === 0) return;
  section.append(
    element('div', { class: 'head' },
      element('h2', {}, `${points.length.toLocaleString('en')} selected`)),
    element('div', { class: 'row' },
      copyButton(() => selectedRows(model, points), 'word', { id: 'copy-selection' }),
      element('button', { type: 'button', onclick: actions.clearSelection }, 'Clear')),
    element('ul', { class: 'selected' }, ...points.slice(0, kListed).map((point) =>
      element('li', { colour: state.colours.of(point.language) },
        element('button', { type: 'button', onclick: () => actions.open(point), dir: 'auto',
          lang: model.languages[point.language].code },
          element('span', { class: `dot ${state.colours.shape(point.language)}` }), point.word),
        element('button', { type: 'button', class: 'close', 'aria-label': `Take ${point.word} out`,
          onclick: () => actions.toggle(point) }, '×')))));
  if (points.length > kListed) {
    section.append(element('p', { class: 'about' }, `and ${(points.length - kListed).toLocaleString('en')} more`));
  }
}

// One row a word, with the nearest word of every language.
function selectedRows(model, points) {
  const rows = [['word', 'language', 'rank', ...model.languages.flatMap(({ code }) => [`nearest ${code}`, 'score'])]];
  for (const point of points) {
    const nearest = model.languages.flatMap(({ number }) => {
      const [first] = model.neighbours(point, number);
      return first ? [first.word, first.score.toFixed(4)] : ['', ''];
    });
    rows.push([point.word, model.languages[point.language].code, point.rank, ...nearest]);
  }
  return rows;
}
