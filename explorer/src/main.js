import { amount, byId, element, say } from './dom.js';
import { WordMap } from './map.js';
import { makeModel } from './model.js';
import { SearchBox } from './search_box.js';
import { drawSelection } from './selection_panel.js';
import { drawWord } from './word_panel.js';

const model = makeModel(JSON.parse(byId('data').textContent));
const state = {
  hidden: new Set(),      // numbers of languages
  matches: [],            // what the search found
  word: null,             // the point that is open
  selection: new Set(),   // points
  hover: null,
  middle: null,           // the point that Enter opens while the map has the focus
  framing: false,         // a drag selects, without Shift
  frame: null,            // [x0, y0, x1, y1] while it is drawn
  colours: null,
};

const actions = {
  open(point, history = true) {
    const fromPanel = panelOf(document.activeElement) !== null;
    state.word = point;
    state.hidden.delete(point.language);   // from the list of selected words, or by Back
    state.hover = null;
    if (history) remember(point);
    byId('details').scrollTop = 0;
    update();
    if (fromPanel) byId('word').querySelector('h2').focus();
    map.resize();   // the panel takes room from the map on a phone
    const near = model.languages.flatMap(({ number }) => model.neighbours(point, number).slice(0, 5));
    map.view.show(point, near.map((one) => one.point).filter((other) => other && !state.hidden.has(other.language)));
    say(`${point.word}, ${model.languages[point.language].code}: nearest words listed`);
  },
  close() {
    if (state.word === null) return;
    state.word = null;
    remember(null);
    update();
  },
  toggle(point) {
    if (!state.selection.delete(point)) state.selection.add(point);
    update();
    say(`${amount(state.selection.size, 'word')} selected`);
  },
  frame(points) {
    state.selection = new Set(points);
    setFraming(false);
    update();
    say(`${amount(points.length, 'word')} selected`);
  },
  clearSelection() {
    state.selection.clear();
    update();
  },
  hover(point) {
    state.hover = point;
    map.redrawMarks();
  },
  matched(points) {
    state.matches = points;
    map.redraw();
  },
};

// The open word stands in the address, so that Back returns to the one before.
function remember(point) {
  const hash = point ? `#${encodeURIComponent(model.languages[point.language].code)}:${encodeURIComponent(point.word)}`
    : '#';
  if (location.hash !== hash) history.pushState(null, '', hash);
}

function openFromAddress() {
  const [code, word] = location.hash.slice(1).split(':');
  let point = null;
  try {
    point = word === undefined ? null : model.find(decodeURIComponent(code), decodeURIComponent(word));
  } catch {
    // Half an escape: no word of ours.
  }
  if (point) actions.open(point, false);
  else if (state.word) {
    state.word = null;
    update();
  }
}

const panelOf = (node) => node.closest('#word, #selection');
const stopsOf = (panel) => [...panel.querySelectorAll('h2, button')];

// The panels are made anew. The focus goes to what stands where it was, or to the map when the panel is gone.
function drawPanels() {
  const focused = document.activeElement, panel = panelOf(focused);
  const at = panel ? stopsOf(panel).indexOf(focused) : -1;
  drawWord(model, state, actions);
  drawSelection(model, state, actions);
  if (!panel) return;
  const stops = stopsOf(panel);
  (stops[Math.min(at, stops.length - 1)] ?? byId('marks')).focus();
}

function update() {
  state.colours = map.colours;
  drawLanguages();
  drawPanels();
  byId('help').hidden = state.word !== null || state.selection.size > 0;
  map.redraw();
}

// The focus stays on the button that was pressed: they are made once.
function drawLanguages() {
  const group = byId('languages');
  if (group.children.length === 0) {
    for (const language of model.languages) {
      group.append(element('button', { type: 'button', 'data-language': language.code,
        title: `Show or hide ${language.code}`, onclick: () => toggleLanguage(language.number) },
      element('span', { class: `dot ${state.colours.shape(language.number)}` }), language.code,
      element('small', {}, language.points.length.toLocaleString('en'))));
    }
  }
  model.languages.forEach(({ number }) => {
    group.children[number].setAttribute('aria-pressed', String(!state.hidden.has(number)));
    group.children[number].style.setProperty('--colour', state.colours.of(number));
  });
}

function toggleLanguage(number) {
  if (!state.hidden.delete(number)) state.hidden.add(number);
  if (state.word && state.hidden.has(state.word.language)) actions.close();
  update();
  searchBox.find();
  say(`${model.languages[number].code} ${state.hidden.has(number) ? 'hidden' : 'shown'}`);
}

function setFraming(on) {
  state.framing = on;
  byId('box').setAttribute('aria-pressed', String(on));
  byId('marks').style.cursor = on ? 'crosshair' : '';
}

const map = new WordMap(byId('points'), byId('marks'), model, state, actions);
state.colours = map.colours;
const searchBox = new SearchBox(model, state, actions);

byId('zoom-in').addEventListener('click', () => map.view.by(1.6));
byId('zoom-out').addEventListener('click', () => map.view.by(1 / 1.6));
byId('fit').addEventListener('click', () => map.view.fit());
byId('box').addEventListener('click', () => setFraming(!state.framing));
addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || event.isComposing) return;
  if (state.framing) setFraming(false);
  else actions.close();
});
addEventListener('popstate', openFromAddress);
map.dark.addEventListener('change', update);

document.title = `${model.title} · koine explorer`;
byId('title').textContent = model.title;
byId('about').textContent = `${amount(model.points.length, 'word')}, ${model.layout}`;
if (model.separate) {
  byId('warning').hidden = false;
  byId('warning').textContent =
    'Each language of this run lies in a space of its own: what is found between them is chance.';
}
update();
openFromAddress();

// For the console, and for the test that drives the page.
window.explorer = { model, state, map };
