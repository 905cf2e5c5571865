// Source report: what each channel, campaign, page or keyword brought, and what it was credited.

const BASES = [
  ['touch', 'Touch'], ['conversion', 'Conversion'], ['event', 'Event'],
];
const BASIS_HINT = 'Touch: credit on the day of the visit, comparable to ad platforms. '
  + 'Conversion: on the day of the sale, comparable to the CRM. '
  + 'Event: a refund on its own day, comparable to finance.';
const CREDIT_COLUMNS = {
  touch: { leads: 'leads', opportunities: 'opportunities', sales: 'sales', value: 'value' },
  conversion: {
    leads: 'leads_by_conversion_date', opportunities: 'opportunities_by_conversion_date',
    sales: 'sales_by_conversion_date', value: 'value_by_conversion_date',
  },
};
CREDIT_COLUMNS.event = { ...CREDIT_COLUMNS.conversion, value: 'value_by_event_date' };
const TRAFFIC = ['visits', 'impressions', 'clicks', 'spend'];
const CREDIT = ['leads', 'opportunities', 'sales', 'value'];

function periodOptions() {
  const months = DATA.sources.months.filter((month) => month !== 'undated');
  return [['all', 'All time'], ...[...months].reverse().map((month) => [month, monthName(month)])];
}

/** Place of the chosen month, or null for all time. */
function periodIndex() {
  const place = DATA.sources.months.indexOf(state.period);
  return place < 0 ? null : place;
}

/** Sums per label of one view under one model, in one month or in all (null). Integers. */
function sumView(view, model, period, basis) {
  const rows = view.labels.map((label, place) => ({
    place, label, detail: view.details[place],
    visits: 0, impressions: 0, clicks: 0, spend: 0, leads: 0, opportunities: 0, sales: 0, value: 0,
    months: DATA.sources.months.map(() => 0),
  }));
  const { traffic, credit } = view;
  traffic.label.forEach((label, entry) => {
    if (period !== null && traffic.month[entry] !== period) return;
    for (const name of TRAFFIC) rows[label][name] += traffic[name][entry];
  });
  const columns = CREDIT_COLUMNS[basis] || CREDIT_COLUMNS.touch;
  credit.label.forEach((label, entry) => {
    if (credit.model[entry] !== model) return;
    rows[label].months[credit.month[entry]] += credit[columns.value][entry];
    if (period !== null && credit.month[entry] !== period) return;
    for (const name of CREDIT) rows[label][name] += credit[columns[name]][entry];
  });
  return rows;
}

function totalOf(rows) {
  const total = { label: 'Total' };
  for (const name of [...TRAFFIC, ...CREDIT]) total[name] = sum(rows.map((row) => row[name]));
  return total;
}

const counted = (integer) => integer / DATA.sources.count_scale;
const spendMinor = (micros) => Math.round((micros * MINOR) / DATA.sources.spend_scale);
const costPer = (spend, number) => (spend && number ? (spendMinor(spend) / number) * DATA.sources.count_scale : null);
/** Nothing spent: no return on it. Spent without credit: a return of zero. */
const roas = (row) => (row.spend ? (row.value / MINOR) / (row.spend / DATA.sources.spend_scale) : null);

function sourcesPage() {
  const { views, months } = DATA.sources;
  const view = views[state.by] || views.channel || views.content;
  if (!view || !months.length) return [missing('rows in rpt_sources')];
  const period = periodIndex();
  const rows = sumView(view, modelIndex(), period, state.basis);
  const previous = period ? sumView(view, modelIndex(), period - 1, state.basis) : null;
  const versus = DATA.models.indexOf(state.vs);
  const other = versus >= 0 ? sumView(view, versus, period, state.basis) : null;
  for (const row of rows) {
    row.before = previous ? previous[row.place] : null;
    row.other = other ? other[row.place] : null;
  }
  const present = rows.filter((row) => [...TRAFFIC, ...CREDIT].some((name) => row[name])
    || (row.other && row.other.value));
  const total = { ...totalOf(rows), before: previous && totalOf(previous), other: other && totalOf(other) };
  return [
    el('div', { class: 'controls' },
      segments('by', 'Report by', Object.keys(views).filter((name) => views[name]).map((name) => [name, words(name)])),
      modelSelect(),
      select('vs', 'Compare with', [['', 'No other model'],
        ...DATA.models.map((model, index) => [model, modelName(index)]).filter(([model]) => model !== state.model)]),
      select('period', 'Period', periodOptions()),
      select('basis', 'Dated by', BASES, BASIS_HINT)),
    figures(total, view.has_spend),
    table({
      name: `sources-by-${state.by}`, heading: `By ${state.by}`,
      caption: `Sources by ${state.by}, ${modelName(modelIndex())}`,
      columns: sourceColumns(view, present, total), rows: present, totals: total,
      sort: { key: 'value', down: true },
    }),
    months.length > 1 && el('section', { class: 'block' }, el('h2', {}, 'By month'), monthSection(view, period)),
  ];
}

function monthSection(view, period) {
  const { months } = DATA.sources;
  const spend = months.map(() => 0);
  view.traffic.month.forEach((month, entry) => { spend[month] += view.traffic.spend[entry]; });
  const rows = sumView(view, modelIndex(), null, state.basis);
  const value = months.map((_, place) => sum(rows.map((row) => row.months[place])));
  return monthChart(months, value, spend.map(spendMinor), period);
}

/** google_ads · Paid Search → Google Ads · Paid Search. */
const detailText = (detail) => detail.split(' · ').map((part) => SYSTEM_NAMES[part] || part).join(' · ');

/** The row of large figures above the table. */
function figures(total, hasSpend) {
  const { before } = total;
  // More spend is neither good nor bad; a dearer lead is bad.
  const tone = { Spend: () => 'flat', 'Cost per lead': (now, then) => direction(then, now) };
  const figure = (label, text, now, then, hint) => el('div', { class: 'figure', title: hint },
    el('dt', {}, label), el('dd', { 'data-figure': label }, text),
    before && el('dd', { class: `delta ${(tone[label] || direction)(now, then)}` },
      change(now, then) || EMPTY, el('span', { class: 'faint' }, ' on the month before')));
  const lead = costPer(total.spend, total.leads);
  const leadBefore = before && costPer(before.spend, before.leads);
  return el('dl', { class: 'figures' },
    figure('Visits', count(total.visits), total.visits, before && before.visits),
    figure('Leads', count(counted(total.leads), digitsOf([counted(total.leads)])), total.leads, before && before.leads),
    figure('Sales', count(counted(total.sales), digitsOf([counted(total.sales)])), total.sales, before && before.sales),
    figure('Attributed value', total.value ? money(total.value) : EMPTY, total.value, before && before.value, 'Net of refunds'),
    hasSpend && figure('Spend', total.spend ? money(spendMinor(total.spend)) : EMPTY, total.spend, before && before.spend),
    hasSpend && figure('Cost per lead', lead === null ? EMPTY : money(Math.round(lead)), lead, leadBefore),
    hasSpend && figure('ROAS', roas(total) === null ? EMPTY : `${decimal(roas(total), 2)}×`,
      roas(total), before && roas(before), 'Attributed value for each unit of spend'));
}

function sourceColumns(view, rows, total) {
  const countColumn = (key, label) => {
    const digits = digitsOf(rows.map((row) => counted(row[key])));
    return {
      key, label, number: true, value: (row) => counted(row[key]),
      text: (row) => count(counted(row[key]), digits), total: (all) => count(counted(all[key]), digits),
      totalValue: (all) => counted(all[key]),
    };
  };
  const shift = (key, label, pick, title) => ({
    key, label, number: true, value: (row) => (pick(row) && pick(row).value ? row.value / pick(row).value - 1 : null),
    text: (row) => (pick(row) && change(row.value, pick(row).value)) || EMPTY,
    tone: (row) => `delta ${direction(row.value, pick(row) && pick(row).value)}`,
    title: (row) => `${title}: ${money(pick(row) ? pick(row).value : 0)}`,
    total: (all) => change(all.value, pick(all).value) || EMPTY, hint: `${title} beside the value shown`,
  });
  return [
    { key: 'label', label: words(state.by), value: (row) => row.label,
      node: (row) => el('span', { class: 'name' }, row.label, row.detail && el('small', {}, detailText(row.detail))) },
    DATA.sources.months.length > 1 && !(total.other && total.before) && { key: 'trend', label: 'Value by month', fixed: true, unexported: true, value: () => null,
      node: (row) => sparkline(row.months, `Value by month, last ${cash(row.months[row.months.length - 1])}`) },
    { key: 'visits', label: 'Visits', number: true, value: (row) => row.visits, text: (row) => count(row.visits),
      total: (all) => count(all.visits), totalValue: (all) => all.visits },
    countColumn('leads', 'Leads'),
    view.has_spend && countColumn('opportunities', 'Opps'),
    countColumn('sales', 'Sales'),
    { key: 'value', label: `Value, ${SYMBOL}`, name: `Value ${META.reporting_currency}`, number: true, bar: true,
      value: (row) => row.value, csv: (row) => major(row.value), text: (row) => cash(row.value),
      title: (row) => money(row.value), total: (all) => cash(all.value), totalValue: (all) => all.value,
      totalTitle: (all) => money(all.value) },
    { key: 'share', label: 'Share', number: true, value: (row) => (total.value ? row.value / total.value : null),
      text: (row) => (row.value ? percent(row.value, total.value) : EMPTY),
      total: (all) => (all.value ? '100%' : EMPTY) },
    total.other && shift('versus', `vs ${modelName(DATA.models.indexOf(state.vs))}`, (row) => row.other,
      modelName(DATA.models.indexOf(state.vs))),
    total.before && shift('previous', 'vs month before', (row) => row.before, 'The month before'),
    ...(view.has_spend ? spendColumns() : []),
  ].filter(Boolean);
}

function spendColumns() {
  return [
    { key: 'spend', label: `Spend, ${SYMBOL}`, name: `Spend ${META.reporting_currency}`, number: true,
      value: (row) => row.spend, csv: (row) => row.spend / DATA.sources.spend_scale,
      text: (row) => cash(spendMinor(row.spend)), title: (row) => money(spendMinor(row.spend)),
      total: (all) => cash(spendMinor(all.spend)), totalValue: (all) => all.spend },
    { key: 'cpl', label: 'Cost per lead', number: true, value: (row) => costPer(row.spend, row.leads),
      csv: (row) => major(costPer(row.spend, row.leads)),
      text: (row) => cash(Math.round(costPer(row.spend, row.leads))),
      total: (all) => cash(Math.round(costPer(all.spend, all.leads))) },
    { key: 'roas', label: 'ROAS', number: true, value: roas,
      csv: (row) => (roas(row) === null ? null : Number(roas(row).toFixed(4))),
      text: (row) => (roas(row) === null ? EMPTY : decimal(roas(row), 2)),
      total: (all) => (roas(all) === null ? EMPTY : decimal(roas(all), 2)),
      hint: 'Attributed value for each unit of spend; empty where nothing was spent' },
  ];
}
