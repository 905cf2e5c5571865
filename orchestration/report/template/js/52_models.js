// Models: the same value, divided by every model; what moves by more than a fifth stands out.

const MOVE = 0.2;

function modelsPage() {
  const view = DATA.sources.views[state.by] || DATA.sources.views.channel;
  if (!view || !DATA.sources.months.length) return [missing('rows in rpt_sources')];
  const period = periodIndex();
  const perModel = DATA.models.map((_, model) => sumView(view, model, period, state.basis));
  const rows = view.labels.map((label, place) => ({
    label, detail: view.details[place], values: perModel.map((sums) => sums[place].value),
  })).filter((row) => row.values.some(Boolean));
  const totals = { label: 'Total', values: DATA.models.map((_, model) => sum(rows.map((row) => row.values[model]))) };
  const headline = modelIndex();
  const share = state.cells === 'share';
  const highest = Math.max(...rows.flatMap((row) => row.values), 1);
  const moved = (row, model) => row.values[headline]
    && Math.abs(row.values[model] / row.values[headline] - 1) > MOVE;
  const columns = [
    { key: 'label', label: words(state.by), value: (row) => row.label,
      node: (row) => el('span', { class: 'name' }, row.label, row.detail && el('small', {}, detailText(row.detail))) },
    ...DATA.models.map((name, model) => ({
      key: name, label: [modelName(model), asLinear(model)], name: modelName(model), number: true,
      hint: asLinear(model) && 'Too few sales to learn from: divided as Linear divides them',
      value: (row) => row.values[model], csv: (row) => major(row.values[model]),
      node: (row) => modelCell(row, model, headline, moved(row, model), share && totals.values[model]),
      heat: (row) => ({ '--heat': (Math.max(row.values[model], 0) / highest).toFixed(3) }),
      tone: () => `heat${model === headline ? ' reference' : ''}`,
      title: (row) => `${money(row.values[model])}, ${change(row.values[model], row.values[headline]) || EMPTY} on ${modelName(headline)}`,
      total: (all) => (share ? '100%' : brief(all.values[model])), totalValue: (all) => all.values[model],
      totalTitle: (all) => money(all.values[model]),
    })),
  ];
  return [
    el('div', { class: 'controls' },
      segments('by', 'Report by', Object.keys(DATA.sources.views).filter((name) => DATA.sources.views[name])
        .map((name) => [name, words(name)])),
      select('model', 'Reference model', DATA.models.map((model, index) => [model, modelName(index)])),
      segments('cells', 'Show', [['value', 'Value'], ['share', 'Share']]),
      select('period', 'Period', periodOptions()),
      select('basis', 'Dated by', BASES, BASIS_HINT)),
    table({
      name: 'models', heading: 'Attributed value under every model', caption: 'Attributed value by model',
      columns, rows, totals, sort: { key: DATA.models[headline], down: true },
      note: el('span', {}, el('b', { class: 'moved up' }, '▲'), ' ', el('b', { class: 'moved down' }, '▼'),
        ` more than 20% above or below ${modelName(headline)}. Every column `
        + 'adds up to the same total; only its division differs.'
        + (state.basis === 'touch' && period !== null
          ? ' (In a single month dated by touch the totals differ, for models place credit on different days.)' : '')),
    }),
    fitsBlock(),
  ];
}

/** A mark for models whose value here is that of Linear, because there was too little to learn from. */
function asLinear(model) {
  const fits = (DATA.fits || []).filter((fit) => ['sale', 'order'].includes(fit.type) && fit.models.includes(model));
  const fallen = fits.filter((fit) => fit.fallback);
  return fallen.length > 0 && el('small', { class: 'as-linear' }, fallen.length < fits.length ? 'partly as Linear' : 'as Linear');
}

/** What the data-driven models learned from, in words: a number that was not learned must not look as if it were. */
function fitsBlock() {
  if (!DATA.fits || !DATA.fits.length) return null;
  const fits = [...DATA.fits].sort((one, other) => (other.type === 'sale') - (one.type === 'sale'));
  return el('section', { class: 'block', id: 'fits' },
    el('h2', {}, 'What the data-driven models learned from'),
    el('p', { class: 'note' }, 'They learn anew every night, from each type of conversion by itself. '
      + 'Where there is too little to learn from, they say so here instead of guessing. '
      + 'The limits are the settings data_driven_min_conversions and data_driven_min_channel_conversions.'),
    el('ul', { class: 'fits' }, fits.map((fit) => el('li', { 'data-type': fit.type, class: fit.fallback ? 'fallback' : null },
      el('b', {}, `${words(fit.type)}: `), fitText(fit)))));
}

function fitText(fit) {
  const names = listed(fit.models.map((model) => modelName(model)));
  const [divide, learned] = fit.models.length === 1 ? ['divides', 'has learned'] : ['divide', 'have learned'];
  const conversions = `${decimal(fit.conversions)} conversion${fit.conversions === 1 ? '' : 's'}`;
  if (fit.fallback) {
    return `${conversions}, too few to learn from. ${names} ${divide} the credit equally, as Linear does.`;
  }
  const pooled = fit.pooled.length === 1 ? ` ${fit.pooled[0]} is in few of them, so its share is uncertain.`
    : fit.pooled.length > 1 && ` ${listed(fit.pooled)} are each in too few of them to be judged alone, so they were judged as one.`;
  return [`${names} ${learned} from ${conversions}.`, pooled];
}

/** A, B and C. */
function listed(names) {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}

function modelCell(row, model, headline, moved, whole) {
  const value = row.values[model];
  const up = value > row.values[headline];
  return el('span', {},
    moved && el('b', { class: `moved ${up ? 'up' : 'down'}`, 'aria-label': up ? 'above' : 'below' }, up ? '▲' : '▼'),
    whole ? percent(value, whole) : brief(value));
}
