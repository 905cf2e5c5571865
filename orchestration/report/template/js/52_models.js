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
      key: name, label: modelName(model), number: true,
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
  ];
}

function modelCell(row, model, headline, moved, whole) {
  const value = row.values[model];
  const up = value > row.values[headline];
  return el('span', {},
    moved && el('b', { class: `moved ${up ? 'up' : 'down'}`, 'aria-label': up ? 'above' : 'below' }, up ? '▲' : '▼'),
    whole ? percent(value, whole) : brief(value));
}
