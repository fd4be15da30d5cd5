import { amount, byId, element, say } from './dom.js';
import { search } from './search.js';

const kListed = 40;

// The field and the list under it, a combobox: what is typed shows on the map at once, arrows move in the list.
export class SearchBox {
  constructor(model, state, { matched, open, toggle }) {
    this.input = byId('search');
    this.list = byId('results');
    this.model = model;
    this.state = state;
    this.actions = { matched, open, toggle };
    this.at = -1;
    this.input.addEventListener('input', () => this.find());
    this.input.addEventListener('focus', () => this.#listed(this.found?.length > 0));
    this.input.addEventListener('blur', () => this.#listed(false));
    this.input.addEventListener('keydown', (event) => this.#key(event));
    // Not on the click: the field would lose the focus first, and the list vanish under the finger.
    this.list.addEventListener('pointerdown', (event) => event.preventDefault());
    addEventListener('keydown', (event) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.target.matches('input, textarea')) return;
      event.preventDefault();
      this.input.focus();
      this.input.select();
    });
  }

  find() {
    this.found = search(this.model, this.state.hidden, this.input.value);
    this.at = this.found.length > 0 ? 0 : -1;
    this.list.replaceChildren(...this.found.slice(0, kListed).map((point, n) => this.#option(point, n)));
    if (this.found.length > kListed) {
      this.list.append(element('li', { class: 'more', role: 'presentation' },
        `${(this.found.length - kListed).toLocaleString('en')} more on the map`));
    }
    const nothing = 'No such word on the map', typed = this.input.value.trim() !== '';
    if (this.found.length === 0 && typed) {
      this.list.append(element('li', { class: 'more', role: 'presentation' }, nothing));
    }
    const count = this.found.length;
    if (typed) say(count === 0 ? nothing : `${amount(count, 'word')} found`);
    this.#mark();
    this.#listed(this.list.children.length > 0 && document.activeElement === this.input);
    this.actions.matched(this.found);
  }

  clear() {
    this.input.value = '';
    this.find();
  }

  #option(point, n) {
    const { code } = this.model.languages[point.language];
    return element('li', { role: 'option', id: `result-${n}`, onclick: () => this.#choose(point), dir: 'auto' },
      element('span', {
        class: `dot ${this.state.colours.shape(point.language)}`, colour: this.state.colours.of(point.language),
      }),
      element('span', { class: 'text', lang: code }, point.word),
      element('span', { class: 'code' }, code));
  }

  #choose(point) {
    this.clear();
    this.actions.open(point);
  }

  #listed(shown) {
    this.list.hidden = !shown;
    this.input.setAttribute('aria-expanded', String(shown));
  }

  #mark() {
    for (const option of this.list.querySelectorAll('[role=option]')) option.setAttribute('aria-selected', 'false');
    const option = this.list.children[this.at];
    if (this.at >= 0 && option) {
      option.setAttribute('aria-selected', 'true');
      option.scrollIntoView({ block: 'nearest' });
      this.input.setAttribute('aria-activedescendant', option.id);
    } else {
      this.input.removeAttribute('aria-activedescendant');
    }
  }

  #key(event) {
    if (event.isComposing) return;   // the key is one for the input method
    const listed = Math.min(this.found?.length ?? 0, kListed);
    if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && listed > 0) {
      event.preventDefault();
      this.#listed(true);
      this.at = (this.at + (event.key === 'ArrowDown' ? 1 : listed - 1)) % listed;
      this.#mark();
    } else if (event.key === 'Enter' && this.at >= 0) {
      event.preventDefault();
      const point = this.found[this.at];
      if (event.shiftKey) this.actions.toggle(point);
      else this.#choose(point);
    } else if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      if (this.input.value === '') this.input.blur();
      else this.clear();
    }
  }
}
