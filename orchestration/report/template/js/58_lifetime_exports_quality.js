// Lifetime value, Sent back and Data quality.

const LIFETIME = [
  ['per', 'Cumulative value per customer'], ['cumulative', 'Cumulative value'], ['value', 'Value in the month'],
  ['active', 'Customers who bought'],
];

function lifetimePage() {
  if (!DATA.lifetime || !DATA.lifetime.rows.length) return [missing('rows in rpt_lifetime_value')];
  const { rows, has_active: hasActive } = DATA.lifetime;
  const channels = [...new Set(rows.map((row) => row[1]))].sort();
  const measure = LIFETIME.some(([name]) => name === state.measure) ? state.measure : 'per';
  const months = Math.max(...rows.map((row) => row[2]));
  const cohorts = new Map();
  for (const [cohort, channel, since, customers, active, value, cumulative] of rows) {
    if (state.cohort && channel !== state.cohort) continue;
    if (!cohorts.has(cohort)) cohorts.set(cohort, { cohort, customers: 0, cells: [] });
    const entry = cohorts.get(cohort);
    const cell = entry.cells[since] || { active: 0, value: 0, cumulative: 0 };
    entry.cells[since] = { active: cell.active + (active || 0), value: cell.value + value, cumulative: cell.cumulative + cumulative };
    if (since === 0) entry.customers += customers;
  }
  const entries = [...cohorts.values()];
  const number = (entry, since) => {
    const cell = entry.cells[since];
    if (!cell) return null;
    return measure === 'per' ? cell.cumulative / Math.max(entry.customers, 1) : cell[measure];
  };
  const highest = Math.max(...entries.flatMap((entry) => entry.cells.map((_, since) => number(entry, since) || 0)), 1);
  const shown = (value) => (value === null ? '' : measure === 'active' ? count(value) : brief(value));
  return [
    el('div', { class: 'controls' },
      select('measure', 'Show', LIFETIME.filter(([name]) => name !== 'active' || hasActive)),
      select('cohort', 'First channel', [['', 'All channels'], ...channels.map((channel) => [channel, channel])])),
    table({
      name: 'lifetime', heading: `${LIFETIME.find(([name]) => name === measure)[1]}, by month since the first purchase`,
      caption: 'Cohorts by month of the first purchase', rows: entries, plain: true,
      note: 'Net of refunds. A cell is empty where its month has not come yet.',
      columns: [
        { key: 'cohort', label: 'First bought', value: (row) => row.cohort, text: (row) => monthName(row.cohort) },
        { key: 'customers', label: 'Customers', number: true, value: (row) => row.customers, text: (row) => count(row.customers) },
        ...Array.from({ length: months + 1 }, (_, since) => ({
          key: `m${since}`, label: `+${since}`, number: true, value: (row) => number(row, since),
          csv: (row) => (measure === 'active' ? number(row, since) : major(number(row, since))),
          text: (row) => shown(number(row, since)), tone: (row) => (number(row, since) === null ? 'future' : 'heat'),
          title: (row) => (number(row, since) === null || measure === 'active' ? null : money(Math.round(number(row, since)))),
          heat: (row) => ({ '--heat': (Math.max(number(row, since) || 0, 0) / highest).toFixed(3) }),
        })),
      ],
    }),
  ];
}

// The ledger's states in the reader's words.
const SENT_STATES = {
  accepted: ['accepted', 'processed'], sent: ['sent', 'sending'], unknown: ['unknown'], rejected: ['rejected', 'dead'],
  pending: ['pending', 'retry_wait'], expired: ['expired'], blocked: ['blocked'], withdrawn: ['withdrawn', 'superseded'],
};
// As in the night's summary: what may leave, sent before or not.
const NOT_ELIGIBLE = [...SENT_STATES.blocked, ...SENT_STATES.expired, ...SENT_STATES.withdrawn];
const WAS_SENT = [...SENT_STATES.sent, ...SENT_STATES.accepted, ...SENT_STATES.rejected, ...SENT_STATES.unknown];
const wordOf = (state_) => Object.keys(SENT_STATES).find((name) => SENT_STATES[name].includes(state_)) || state_;

function exportsPage() {
  if (!DATA.exports || !DATA.exports.length) return [missing('rows in rpt_exports')];
  return DATA.exports.map(destination);
}

function destination(entry) {
  const of = (states, name = 'rows') => sum(entry.states.filter((row) => states.includes(row.state)).map((row) => row[name]));
  const all = sum(entry.states.map((row) => row.rows));
  const eligible = all - of(NOT_ELIGIBLE);
  const figure = (label, number, tone) => el('div', { class: `figure ${tone || ''}` }, el('dt', {}, label), el('dd', { 'data-figure': label }, number));
  const reasons = entry.states.filter((row) => (row.reason && !SENT_STATES.accepted.includes(row.state)) || wordOf(row.state) === 'unknown');
  return el('section', { class: 'destination' },
    el('div', { class: 'block-head' }, el('h2', {}, systemName(entry.destination)),
      el('p', { class: 'note' }, entry.last_success ? `Last accepted ${entry.last_success}` : 'Nothing accepted yet')),
    el('dl', { class: 'figures' },
      figure('Eligible', count(eligible)), figure('Sent', count(of(WAS_SENT))),
      figure('Accepted', count(of(SENT_STATES.accepted))),
      figure('Rejected', count(of(SENT_STATES.rejected)), of(SENT_STATES.rejected) ? 'bad' : ''),
      figure('Pending', count(of([...SENT_STATES.pending, ...SENT_STATES.sent]))),
      figure('Accepted value', of(SENT_STATES.accepted, 'value') ? money(of(SENT_STATES.accepted, 'value')) : EMPTY)),
    el('div', { class: 'strip', role: 'img', 'aria-label': `${count(of(SENT_STATES.accepted))} of ${count(all)} accepted` },
      Object.entries(SENT_STATES).map(([name, states]) => of(states) > 0
        && el('i', { class: name, title: `${words(name)}: ${count(of(states))}`, style: { 'flex-grow': of(states) } }))),
    el('p', { class: 'legend' }, Object.entries(SENT_STATES).filter(([, states]) => of(states) > 0)
      .map(([name, states]) => el('span', {}, el('b', { class: `key ${name}` }), `${words(name)} ${count(of(states))}`))),
    reasons.length > 0 && table({
      name: `reasons-${entry.destination}`, caption: `Why rows did not reach ${entry.destination}`, rows: reasons, sort: { key: 'rows', down: true },
      heading: 'What was not taken, and why',
      columns: [
        { key: 'reason', label: 'Reason', value: (row) => row.reason || row.state, text: (row) => words(row.reason || row.state) },
        { key: 'state', label: 'State', value: (row) => row.state, node: (row) => el('span', { class: `state ${wordOf(row.state)}` }, words(wordOf(row.state))) },
        { key: 'rows', label: 'Rows', number: true, bar: true, value: (row) => row.rows, text: (row) => count(row.rows) },
        { key: 'value', label: `Value, ${SYMBOL}`, number: true, value: (row) => row.value, csv: (row) => major(row.value), text: (row) => cash(row.value) },
        { key: 'fix', label: 'What to do', value: (row) => row.fix || '', text: (row) => row.fix || EMPTY, tone: () => 'wide' },
      ],
    }));
}

const STATUS_TEXT = { ok: 'Good', warn: 'Look', fail: 'Failed' };

function qualityPage() {
  const { checks, sums, deals, platforms } = DATA.quality;
  const parts = [
    sums && sumsTable(sums, deals),
    checks && checks.length > 0 && checksTable('freshness', 'Freshness', checks.filter((row) => row.name === 'freshness')),
    checks && checks.length > 0 && checksTable('checks', 'Checks', checks.filter((row) => row.name !== 'freshness')),
    platforms && platforms.rows.length > 0 && platformTable(platforms),
  ].filter(Boolean);
  return parts.length ? parts : [missing('rows in rpt_data_quality')];
}

/** What must be equal, side by side. A difference of a penny is a defect and is shown as one. */
function sumsTable(sums, deals) {
  const rows = DATA.models.map((_, model) => ({
    label: `Revenue in the ledger, and attributed by ${modelName(model)}`, one: sums.ledger, other: sums.attributed[model] }));
  if (deals) rows.unshift({ label: `${decimal(deals.deals)} won deals in the CRM, net of refunds, and in the ledger`, one: deals.crm, other: deals.ledger });
  const wrong = rows.filter((row) => row.one !== row.other).length;
  return table({
    name: 'reconciliation', heading: 'Reconciliation', caption: 'Sums that must be equal', rows, plain: true,
    note: wrong ? el('b', { class: 'state fail' }, `${wrong} of ${rows.length} sums differ`)
      : el('b', { class: 'state ok' }, `All ${rows.length} sums agree to the last ${META.currency_exponent ? 'penny' : 'unit'}`),
    columns: [
      { key: 'label', label: 'Sum', value: (row) => row.label, text: (row) => row.label },
      { key: 'one', label: 'Expected', number: true, value: (row) => row.one, csv: (row) => major(row.one), text: (row) => money(row.one) },
      { key: 'other', label: 'Found', number: true, value: (row) => row.other, csv: (row) => major(row.other), text: (row) => money(row.other) },
      { key: 'difference', label: 'Difference', number: true, value: (row) => row.other - row.one, csv: (row) => major(row.other - row.one),
        text: (row) => money(row.other - row.one), tone: (row) => (row.one === row.other ? 'good' : 'bad') },
    ],
  });
}

function inUnit(value, unit) {
  if (value === null || value === undefined) return EMPTY;
  if (unit === 'percent') return `${decimal(value, 1)}%`;
  if (unit === 'hours') return value >= 48 ? `${decimal(value / 24, 1)} days` : `${decimal(value, value < 10 ? 1 : 0)} hours`;
  if (unit === 'money') return money(Math.round(value * MINOR));
  return decimal(value, digitsOf([value]));
}

function checksTable(name, heading, rows) {
  if (!rows.length) return null;
  const rank = { fail: 0, warn: 1, ok: 2 };
  return table({
    name, heading, caption: heading, rows, sort: { key: 'status', down: false },
    columns: [
      { key: 'check', label: name === 'freshness' ? 'Source' : 'Check', value: (row) => (name === 'freshness' ? row.subject || 'all' : row.name),
        node: (row) => el('span', { class: 'name' }, name === 'freshness' ? systemName(row.subject || 'all sources') : words(row.name),
          name !== 'freshness' && row.subject && el('small', {}, systemName(row.subject))) },
      { key: 'status', label: 'Status', value: (row) => `${rank[row.status] ?? 3}${row.name}`, csv: (row) => row.status,
        node: (row) => el('span', { class: `state ${row.status}` }, STATUS_TEXT[row.status] || words(row.status)) },
      { key: 'value', label: name === 'freshness' ? 'Age of the newest data' : 'Now', number: true, value: (row) => row.value, text: (row) => inUnit(row.value, row.unit) },
      { key: 'threshold', label: 'Allowed', number: true, value: (row) => row.threshold, text: (row) => inUnit(row.threshold, row.unit) },
      { key: 'history', label: 'Before', fixed: true, unexported: true, value: () => null, node: (row) => sparkline(row.history.map((one) => one ?? 0), `${row.history.length} days`) },
      { key: 'day', label: 'Day', value: (row) => row.day, text: (row) => row.day || EMPTY, tone: () => 'day' },
      { key: 'detail', label: 'What it means', value: (row) => row.detail || '', text: (row) => row.detail || '', tone: () => 'wide' },
    ],
  });
}

function platformTable({ buckets, rows }) {
  const numeric = (key, label) => ({ key, label, number: true, value: (row) => row[key], text: (row) => (row[key] ? decimal(row[key], digitsOf([row[key]])) : EMPTY) });
  return table({
    name: 'platforms', heading: 'What the platforms claim', caption: 'Conversions claimed and counted', rows, sort: { key: 'claimed', down: true },
    note: 'Platforms each count a sale as theirs. The columns on the right divide the difference, and add up to it.',
    columns: [
      { key: 'platform', label: 'Platform', value: (row) => row.platform, text: (row) => systemName(row.platform) },
      numeric('claimed', 'Claimed'), numeric('ours', 'Counted here'), numeric('crm', 'In the CRM'),
      { ...numeric('gap', 'Difference'), value: (row) => row.claimed - row.ours, text: (row) => (row.claimed - row.ours ? decimal(row.claimed - row.ours, digitsOf([row.claimed - row.ours])) : '0') },
      ...buckets.map((name) => numeric(name, words(name.replace(/^gap_/, '')).replace(/\bcrm\b/, 'CRM'))),
    ],
  });
}
