import { byId, copyButton, element } from './dom.js';

// The open word and its nearest words in every language, with the figures of 'koine translate' (CSLS) and, in its own
// language, of 'koine neighbours' (cosine).
const scoreName = (own) => (own ? 'cosine' : 'CSLS');
const scoreMeaning = (own) => (own
  ? 'Cosine of the two vectors, as koine neighbours prints it'
  : 'Cross-domain similarity local scaling, as koine translate prints it: twice the cosine, less how close each of ' +
    'the two is to its ten nearest words of the other language');

export function drawWord(model, state, actions) {
  const section = byId('word');
  section.hidden = state.word === null;
  section.replaceChildren();
  if (state.word === null) return;
  const point = state.word;
  const code = model.languages[point.language].code;
  const selected = state.selection.has(point);

  section.append(
    element('div', { class: 'head' },
      element('h2', { colour: state.colours.of(point.language), dir: 'auto', lang: code, tabindex: -1 },
        element('span', { class: `dot ${state.colours.shape(point.language)}` }), point.word),
      element('button', { type: 'button', class: 'close', 'aria-label': 'Close (Esc)', title: 'Close (Esc)',
        onclick: actions.close }, '×')),
    element('p', { class: 'about' }, `${code}, number ${point.rank.toLocaleString('en')} of ` +
      `${model.languages[point.language].vocabulary.toLocaleString('en')} by frequency`),
    element('div', { class: 'row' },
      element('button', { type: 'button', 'aria-pressed': String(selected), onclick: () => actions.toggle(point) },
        selected ? 'Selected' : 'Select'),
      copyButton(() => neighbourRows(model, state), 'neighbour')));

  // The other languages first: that is what one space is for.
  const order = [...model.languages].sort((a, b) => (a.number === point.language) - (b.number === point.language));
  for (const language of order) {
    if (!state.hidden.has(language.number)) section.append(list(model, state, language, actions));
  }
}

function list(model, state, language, actions) {
  const own = language.number === state.word.language;
  const near = model.neighbours(state.word, language.number);
  const best = near[0]?.score ?? 0;   // bars are shares of it
  return element('div', { class: 'near', 'data-language': language.code, colour: state.colours.of(language.number) },
    element('h3', {}, element('span', { class: `dot ${state.colours.shape(language.number)}` }), language.code,
      element('abbr', { title: scoreMeaning(own) }, scoreName(own))),
    element('ol', {}, ...near.map(({ word, point, score }) => {
      const bar = element('span', { class: 'bar' });
      bar.style.width = `${best > 0 ? Math.max(0, score / best) * 100 : 0}%`;
      const inside = [element('span', { class: 'text', dir: 'auto', lang: language.code }, word),
        element('span', { class: 'score' }, score.toFixed(4)), bar];
      return element('li', {}, point
        ? element('button', { type: 'button', onclick: () => actions.open(point),
          onpointerenter: () => actions.hover(point), onpointerleave: () => actions.hover(null),
          onfocus: () => actions.hover(point), onblur: () => actions.hover(null) }, ...inside)
        : element('span', { class: 'absent', title: 'Not among the words on the map' }, ...inside));
    })));
}

function neighbourRows(model, state) {
  const point = state.word;
  const rows = [['word', 'language', 'neighbour', 'score', 'rank']];
  for (const language of model.languages) {
    if (state.hidden.has(language.number)) continue;
    model.neighbours(point, language.number).forEach(({ word, score }, n) =>
      rows.push([point.word, language.code, word, score.toFixed(4), n + 1]));
  }
  return rows;
}
