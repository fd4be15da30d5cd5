// An element with properties and children. Strings become text, never markup: words are anybody's text.
export function element(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (name === 'class') node.className = value;
    else if (name === 'colour') node.style.setProperty('--colour', value);
    else if (value !== null && value !== false) node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

export const byId = (id) => document.getElementById(id);

export function say(text) {
  byId('status').textContent = text;
}

export const amount = (count, thing) => `${count.toLocaleString('en')} ${thing}${count === 1 ? '' : 's'}`;

const field = (value) => String(value).replace(/[\t\r\n]/g, ' ');

const tsv = (rows) => rows.map((row) => row.map(field).join('\t') + '\n').join('');

// The clipboard is closed to pages that were opened without a server in some browsers; an old way works there. Returns
// whether one of them did.
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = element('textarea', { class: 'unseen', readonly: '' });
    area.value = text;
    const focused = document.activeElement;
    document.body.append(area);
    area.select();
    const copied = document.execCommand('copy');
    area.remove();
    focused?.focus();
    return copied;
  }
}

// A button that copies the rows that `table` makes, a header and one for each `thing`, and says on itself how that went.
export function copyButton(table, thing, properties = {}) {
  const name = 'Copy as TSV';
  const button = element('button', { type: 'button', ...properties }, name);
  button.addEventListener('click', async () => {
    const rows = table();
    const copied = await copy(tsv(rows));
    button.textContent = copied ? 'Copied' : 'Cannot copy';
    say(copied ? `${amount(rows.length - 1, thing)} copied` : 'This browser does not let the page copy');
    setTimeout(() => { button.textContent = name; }, 2000);
  });
  return button;
}
