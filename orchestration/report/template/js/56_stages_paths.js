// Stages, Paths and Time lag.

const STAGE_TEXT = {
  awareness: 'first touched', consideration: 'became a lead', decision: 'had an opportunity',
  customer: 'bought', retention: 'came back', advocacy: 'recommended',
};

function stagesPage() {
  if (!DATA.stages || !DATA.stages.views.channel.length) return [missing('rows in rpt_journey_stages')];
  const { stages, views } = DATA.stages;
  const view = views[state.stageby] || views.channel;
  const measure = state.counted === 'entered' ? 'persons' : 'persons_by_first_touch';
  const persons = stages.map((stage) => sum(view.filter((row) => row.stage === stage).map((row) => row.persons_by_first_touch)));
  const labels = new Map();
  for (const row of view) {
    if (!labels.has(row.label)) {
      labels.set(row.label, { label: row.label, persons: stages.map(() => 0), touchpoints: 0, conversions: 0, value: 0 });
    }
    const entry = labels.get(row.label);
    entry.persons[stages.indexOf(row.stage)] += row[measure];
    for (const name of ['touchpoints', 'conversions', 'value']) entry[name] += row[name];
  }
  const rate = (key, label, from, to) => ({
    key, label, number: true, value: (row) => (row.persons[from] ? row.persons[to] / row.persons[from] : null),
    text: (row) => percent(row.persons[to], row.persons[from]), total: () => percent(persons[to], persons[from]),
  });
  const byFirst = measure === 'persons_by_first_touch';
  const columns = [
    { key: 'label', label: words(state.stageby), value: (row) => row.label, text: (row) => row.label },
    ...stages.map((stage, place) => ({
      key: stage, label: words(stage), number: true, bar: true, value: (row) => row.persons[place],
      text: (row) => count(row.persons[place]), total: () => count(persons[place]), totalValue: () => persons[place],
    })),
    ...(byFirst ? [rate('leads', 'Lead rate', 0, 1), rate('wins', 'Win rate', 0, 3)] : [
      { key: 'touchpoints', label: 'Touchpoints', number: true, value: (row) => row.touchpoints, text: (row) => count(row.touchpoints),
        total: () => count(sum(view.map((row) => row.touchpoints))) },
      { key: 'value', label: `Value, ${SYMBOL}`, number: true, value: (row) => row.value, csv: (row) => major(row.value),
        text: (row) => cash(row.value), total: () => cash(sum(view.map((row) => row.value))) }]),
  ];
  return [
    funnel(stages, persons),
    el('div', { class: 'controls' },
      segments('stageby', 'Report by', Object.keys(views).map((name) => [name, words(name)])),
      segments('counted', 'Persons counted', [['first', 'At their first touch'], ['entered', 'At the touch that brought them in']])),
    table({ name: `stages-by-${state.stageby}`, heading: `Persons by ${state.stageby}`, caption: 'Persons who reached each stage',
      columns, rows: [...labels.values()], totals: { label: 'Total' }, sort: { key: byFirst ? 'awareness' : 'customer', down: true },
      note: byFirst ? 'Each person stands where their journey began, so the rates are true from left to right.'
        : 'Each person stands at the source that moved them into the stage: what works at awareness, what works at decision.' }),
  ];
}

function funnel(stages, persons) {
  const top = Math.max(...persons, 1);
  return el('ol', { class: 'funnel', 'aria-label': 'Persons by stage' }, stages.map((stage, place) => el('li', {},
    el('span', { class: 'funnel-name' }, el('b', {}, words(stage)), el('small', {}, STAGE_TEXT[stage] || '')),
    el('span', { class: 'funnel-bar' }, el('i', { style: { width: `${(100 * persons[place]) / top}%` }, class: persons[place] ? null : 'none' })),
    el('span', { class: 'funnel-number' }, count(persons[place])),
    el('span', { class: 'funnel-rate faint' }, !place ? 'everybody' : persons[place] ? `${percent(persons[place], persons[place - 1])} of the stage before` : ''))));
}

/** The conversion types of a section, sales first; the chosen one. */
function typeChoice(types) {
  const names = Object.keys(types).sort((one, other) => (other === 'sale') - (one === 'sale') || one.localeCompare(other));
  const chosen = names.includes(state.type) ? state.type : names[0];
  return [chosen, names.length > 1 && el('div', { class: 'controls' },
    segments('type', 'Journeys to', names.map((name) => [name, `To a ${words(name).toLowerCase()}`])))];
}

function pathsPage() {
  if (!DATA.paths || !Object.keys(DATA.paths).length) return [missing('rows in rpt_paths')];
  const [type, controls] = typeChoice(DATA.paths);
  const section = DATA.paths[type];
  const digits = digitsOf(section.top.map((row) => row.conversions));
  const noun = words(type).toLowerCase();
  return [
    controls,
    table({
      name: `paths-to-${type}`, heading: `Top ${section.top.length} paths of ${decimal(section.paths)}`,
      caption: `Paths to a ${noun}`, rows: section.top, sort: { key: 'conversions', down: true },
      note: `Repeats of one channel in a row are one step. ${decimal(section.journeys)} journeys, converting or not. `
        + 'Conversions without any known touch are on no path.',
      totals: { label: 'All paths' },
      columns: [
        { key: 'path', label: 'Path', value: (row) => row.channels.join(' > '),
          node: (row) => el('span', { class: 'path' }, row.channels.map((channel, place) => [
            place > 0 && el('i', { 'aria-label': 'then' }, '→'), el('span', {}, channel)]),
          row.length > row.channels.length && el('span', { class: 'faint' }, ` … ${row.length - row.channels.length} more`)) },
        { key: 'journeys', label: 'Journeys', number: true, value: (row) => row.journeys, text: (row) => count(row.journeys), total: () => count(section.journeys) },
        { key: 'conversions', label: words(`${noun}s`), number: true, bar: true, value: (row) => row.conversions,
          text: (row) => count(row.conversions, digits), total: () => count(section.conversions, digits) },
        { key: 'rate', label: 'Conversion rate', number: true, value: (row) => (row.journeys ? row.conversions / row.journeys : null),
          text: (row) => percent(row.conversions, row.journeys), total: () => percent(section.conversions, section.journeys) },
        { key: 'value', label: `Value, ${SYMBOL}`, number: true, value: (row) => row.value, csv: (row) => major(row.value),
          text: (row) => cash(row.value), title: (row) => money(row.value), total: () => cash(section.value), totalValue: () => section.value },
      ],
    }),
    el('section', { class: 'block' }, el('h2', {}, 'How they flow'), sankey(section.flows.head, section.flows.tail)
      || el('p', { class: 'note' }, 'No journey has converted yet.')),
    table({
      name: `assists-to-${type}`, heading: 'Who assists, who closes', caption: 'Assists and closes by channel',
      rows: section.assists, sort: { key: 'ratio', down: true },
      note: 'A channel assists where it stands on the path but not at its end. A ratio above one: it opens more than it closes.',
      columns: [
        { key: 'channel', label: 'Channel', value: (row) => row.channel, text: (row) => row.channel },
        { key: 'assists', label: 'Assisted', number: true, bar: true, value: (row) => row.assists, text: (row) => count(row.assists, digits) },
        { key: 'last', label: 'Closed', number: true, bar: true, value: (row) => row.last, text: (row) => count(row.last, digits) },
        { key: 'ratio', label: 'Assists per close', number: true, value: (row) => (row.last ? row.assists / row.last : null),
          text: (row) => (row.last ? decimal(row.assists / row.last, 2) : EMPTY) },
        { key: 'value', label: `Assisted value, ${SYMBOL}`, number: true, value: (row) => row.assisted_value,
          csv: (row) => major(row.assisted_value), text: (row) => cash(row.assisted_value) },
      ],
    }),
  ];
}

function lagPage() {
  if (!DATA.time_lag || !Object.keys(DATA.time_lag.types).length) return [missing('rows in rpt_time_lag')];
  const [type, controls] = typeChoice(DATA.time_lag.types);
  const section = DATA.time_lag.types[type];
  const total = sum(section.rows.map((row) => row[2]));
  const figure = (label, number, unit) => el('div', { class: 'figure' }, el('dt', {}, label),
    el('dd', {}, number === null ? EMPTY : `${decimal(number, digitsOf([number]))} ${unit}`));
  const histogram = (name, heading, label, buckets, place) => table({
    name, heading, caption: heading, plain: true, totals: { label: 'Total' },
    rows: buckets.map((bucket) => {
      const rows = section.rows.filter((row) => row[place] === bucket);
      return { bucket, conversions: sum(rows.map((row) => row[2])), value: sum(rows.map((row) => row[3])) };
    }),
    columns: [
      { key: 'bucket', label, value: (row) => row.bucket, text: (row) => row.bucket.replace('-', '–') },
      { key: 'conversions', label: `${words(type)}s`, number: true, bar: true, value: (row) => row.conversions,
        text: (row) => count(row.conversions), total: () => count(total) },
      { key: 'share', label: 'Share', number: true, value: (row) => (total ? row.conversions / total : null),
        text: (row) => (row.conversions ? percent(row.conversions, total, 0) : EMPTY), total: () => (total ? '100%' : EMPTY) },
      { key: 'value', label: `Value, ${SYMBOL}`, number: true, value: (row) => row.value, csv: (row) => major(row.value),
        text: (row) => cash(row.value), total: () => cash(sum(section.rows.map((row) => row[3]))) },
    ],
  });
  return [
    controls,
    el('dl', { class: 'figures' },
      figure('Median days from first touch', section.median_days, 'days'),
      figure('Median touchpoints', section.median_touches, ''), figure(`${words(type)}s`, total, '')),
    el('div', { class: 'columns' },
      histogram(`days-to-${type}`, 'Days from the first touch', 'Days', DATA.time_lag.lag_buckets, 0),
      histogram(`touches-to-${type}`, 'Touchpoints on the way', 'Touchpoints', DATA.time_lag.touches_buckets, 1)),
  ];
}
