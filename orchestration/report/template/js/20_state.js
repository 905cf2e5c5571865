// What the reader chose, kept in the address so that a view can be sent to a colleague.

const DEFAULTS = {
  page: 'sources', by: 'channel', model: DATA.models[DATA.headline] || '', vs: '', period: 'all',
  basis: 'touch', customer: '', deal: '', stageby: 'channel', counted: 'first', type: '',
  measure: '', cohort: '', cells: 'value', find: '', sort: '',
};
// Choices that belong to one page and are forgotten on the way to another.
const OF_A_PAGE = ['sort', 'find', 'type'];

let state = { ...DEFAULTS };

/** The address as a state; unknown names and values fall back to the defaults when used. */
function readState() {
  const [page, query] = location.hash.slice(1).split('?');
  const read = { ...DEFAULTS, page: page || DEFAULTS.page };
  for (const [name, value] of new URLSearchParams(query || '')) {
    if (name in DEFAULTS && name !== 'page') read[name] = value;
  }
  if (!DATA.models.includes(read.model)) read.model = DEFAULTS.model;
  if (!DATA.models.includes(read.vs) || read.vs === read.model) read.vs = '';
  return read;
}

/** The address of this state with some changes. */
function address(changes) {
  const next = { ...state, ...changes };
  if (changes.page && changes.page !== state.page) for (const name of OF_A_PAGE) next[name] = '';
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(next)) {
    if (name !== 'page' && value !== DEFAULTS[name]) query.set(name, value);
  }
  const text = query.toString();
  return `#${next.page}${text ? `?${text}` : ''}`;
}

/** Change the state in place; the page is drawn again and the focus stays where it was. */
function choose(changes) {
  const focused = document.activeElement && document.activeElement.id;
  const caret = document.activeElement && document.activeElement.selectionStart;
  history.replaceState(null, '', address(changes));
  draw();
  const again = focused && document.getElementById(focused);
  if (again) {
    again.focus({ preventScroll: true });
    if (again.type === 'search' && caret !== undefined) again.setSelectionRange(caret, caret);
  }
}

function modelIndex() {
  return Math.max(0, DATA.models.indexOf(state.model));
}

/** A labelled select. Options are [value, text]. */
function select(name, label, options, hint = null) {
  const id = `choose-${name}`;
  const box = el('select', { id, onchange: (event) => choose({ [name]: event.target.value }) },
    options.map(([value, text]) => el('option', { value, selected: value === state[name] }, text)));
  if (![...options].some(([value]) => value === state[name]) && options.length) {
    box.value = options[0][0];
  }
  return el('div', { class: 'field' }, el('label', { for: id, title: hint }, label), box);
}

/** A row of buttons of which one is pressed. */
function segments(name, label, options) {
  const current = options.some(([value]) => value === state[name]) ? state[name] : options[0][0];
  return el('div', { class: 'segments', role: 'group', 'aria-label': label },
    options.map(([value, text]) => el('button', {
      type: 'button', id: `${name}-${value}`, 'aria-pressed': String(value === current),
      onclick: () => choose({ [name]: value }),
    }, text)));
}

function modelSelect() {
  return select('model', 'Model (★ headline)',
    DATA.models.map((model, index) => [
      model, modelName(index) + (index === DATA.headline && DATA.models.length > 1 ? ' ★' : ''),
    ]));
}

function notice(title, text) {
  return el('div', { class: 'empty' }, el('p', { class: 'empty-title' }, title), el('p', {}, text));
}

function missing(mart) {
  return notice('Nothing to show yet',
    `The published marts hold no ${mart}. It fills with the first nightly run that builds it.`);
}
