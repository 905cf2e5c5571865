// Journey: one customer from the first anonymous visit to the closed revenue, with the credit.

const MILESTONES = {
  lead: 'Lead', repeat_inquiry: 'Another inquiry', qualified_lead: 'Qualified lead',
  opportunity: 'Opportunity', sale: 'Closed won', order: 'Order', refund: 'Refund', reversal: 'Reversed',
};
const CUSTOMERS_LISTED = 60;
const shortId = (person) => clip(String(person).replace(/^person[:_-]?/, ''), 12);

/** Customers newest first, each with its won conversions. */
function customers() {
  const found = new Map();
  for (const conversion of DATA.journeys.conversions) {
    if (!found.has(conversion.person_id)) found.set(conversion.person_id, []);
    found.get(conversion.person_id).push(conversion);
  }
  return [...found].map(([person, conversions]) => ({ person, conversions }));
}

function journeysPage() {
  if (!DATA.journeys || !DATA.journeys.conversions.length) return [missing('won customer in rpt_journeys')];
  const all = customers();
  const search = state.find.trim().toLowerCase();
  const matching = all.filter(({ person, conversions }) => !search || person.toLowerCase().includes(search)
    || conversions.some((conversion) => String(conversion.conversion_id).toLowerCase().includes(search)));
  const chosen = all.find(({ person }) => person === state.customer) || firstChoice(matching) || all[0];
  const conversion = chosen.conversions.find((one) => one.conversion_id === state.deal) || chosen.conversions[0];
  return [
    el('div', { class: 'controls' }, modelSelect()),
    el('div', { class: 'two' },
      el('section', { class: 'picker', 'aria-label': 'Customers' },
        el('div', { class: 'field' }, el('label', { for: 'choose-find' }, 'Find a customer'),
          el('input', { id: 'choose-find', type: 'search', value: state.find, placeholder: 'Customer or deal id',
            autocomplete: 'off', spellcheck: 'false', oninput: (event) => choose({ find: event.target.value }) })),
        el('p', { class: 'note', role: 'status' }, matching.length === all.length
          ? `${decimal(all.length)} newest won customers` : `${decimal(matching.length)} of ${decimal(all.length)}`),
        el('ul', {}, matching.slice(0, CUSTOMERS_LISTED).map((one) => customerRow(one, one === chosen))),
        matching.length > CUSTOMERS_LISTED && el('p', { class: 'note' }, 'Search to find the others.'),
        !matching.length && el('p', { class: 'note' }, 'No customer has this id.')),
      el('section', { class: 'journey', 'aria-label': 'Journey' }, journeyHead(chosen, conversion), timeline(conversion))),
  ];
}

/** Before anybody chooses: the newest journey with something to tell. */
function firstChoice(list) {
  const tells = ({ touchpoints, milestones }) => touchpoints.length > 2 && !touchpoints.some((touch) => touch.is_carried)
    && milestones.some((milestone) => milestone.type === 'lead');
  return list.find(({ conversions }) => tells(conversions[0])) || list[0];
}

function customerRow({ person, conversions }, chosen) {
  const total = sum(conversions.map((conversion) => conversion.value));
  return el('li', {}, el('button', {
    type: 'button', id: `customer-${person}`, 'aria-pressed': String(chosen),
    onclick: () => choose({ customer: person, deal: '' }),
  }, el('code', {}, shortId(person)), el('span', { class: 'amount' }, money(total)),
  el('small', {}, `${moment(conversions[0].at, false)} · ${plural(conversions[0].touchpoints.length + (conversions[0].hidden ? conversions[0].hidden.count : 0), 'touchpoint')}`
    + (conversions.length > 1 ? ` · ${conversions.length} won` : ''))));
}

const plural = (number, noun) => `${decimal(number)} ${noun}${number === 1 ? '' : 's'}`;

function journeyHead({ person, conversions }, conversion) {
  const touches = conversion.touchpoints;
  const first = touches.find((touch) => touch.at !== undefined);
  const returned = sum(conversion.milestones.filter((one) => one.type === 'refund' || one.type === 'reversal')
    .map((one) => one.value || 0));
  const number = touches.length + (conversion.hidden ? conversion.hidden.count : 0);
  return el('div', { class: 'journey-head' },
    el('h2', {}, 'Customer ', el('code', { title: person }, shortId(person))),
    conversions.length > 1 && el('div', { class: 'field' }, el('label', { for: 'choose-deal' }, 'Deal'),
      el('select', { id: 'choose-deal', onchange: (event) => choose({ customer: person, deal: event.target.value }) },
        conversions.map((one) => el('option', { value: one.conversion_id, selected: one === conversion },
          `${moment(one.at, false)} · ${money(one.value)}`)))),
    el('p', { class: 'lead' }, el('b', {}, money(conversion.value)), ` closed on ${moment(conversion.at, false)}`,
      returned ? el('span', { class: 'refund' }, ` · ${money(returned)} given back, ${money(conversion.value + returned)} kept`) : null,
      first ? ` · ${plural(number, 'touchpoint')} over ${span(Math.max(conversion.at - first.at, 0))}` : ' · no touchpoint known'));
}

/** Touchpoints and milestones in order, with the waits between them. */
function timeline(conversion) {
  const model = modelIndex();
  const items = [
    ...conversion.touchpoints.map((touch) => ({ at: touch.at, rank: 0, touch })),
    ...conversion.milestones.map((milestone) => ({ at: milestone.at, rank: 1, milestone })),
  ].sort((one, other) => (one.at ?? -Infinity) - (other.at ?? -Infinity) || one.rank - other.rank);
  const { hidden } = conversion;
  const list = el('ol', { class: 'timeline' });
  if (!conversion.touchpoints.length) {
    list.append(el('li', { class: 'wait' }, 'No touchpoint of this customer is known. The whole value stands under what the CRM declares, else Unattributed.'));
  }
  let last = null;
  for (const item of items) {
    const wait = last !== null && item.at !== undefined ? item.at - last : 0;
    if (wait >= 3_600_000) list.append(el('li', { class: 'wait' }, span(wait)));
    list.append(item.touch ? touchItem(item.touch, conversion, model) : milestoneItem(item.milestone));
    if (hidden && item.touch && item.touch.position === hidden.after) {
      list.append(touchItem({ ...hidden, channel: `${plural(hidden.count, 'more touchpoint')}` }, conversion, model));
    }
    last = item.at ?? last;
  }
  return list;
}

/** A word that says something; null for the marts' (none), (not set) and (direct). */
const known = (text) => (text && !/^\((none|not set|direct)\)$/.test(text) ? text : null);

function touchItem(touch, conversion, model) {
  const share = touch.credit[model] / DATA.journeys.credit_scale;
  const net = (touch.net || touch.value)[model];
  const origin = [touch.source, touch.medium].filter(known).join(' / ');
  const details = [['Campaign', touch.campaign], ['Ad group', touch.ad_group], ['Ad', touch.ad],
    ['Keyword', touch.keyword], ['Page', touch.content]].filter(([, text]) => known(text));
  const flags = [touch.is_lead_touch && 'became a lead here', touch.is_opportunity_touch && 'became an opportunity here',
    touch.is_carried && 'carried from the cycle before'].filter(Boolean);
  return el('li', { class: `touch${share > 0 ? ' credited' : ''}` },
    el('div', { class: 'when' }, touch.at === undefined ? '' : moment(touch.at)),
    el('div', { class: 'what' },
      el('p', {}, el('b', {}, touch.channel || 'Unattributed'), origin && el('span', { class: 'faint' }, ` ${origin}`)),
      el('p', { class: 'tags' }, [touch.touchpoint_type && touch.touchpoint_type !== 'session' ? words(touch.touchpoint_type) : null,
        touch.journey_stage && words(touch.journey_stage), ...flags].filter(Boolean).map((text) => el('span', {}, text))),
      details.length > 0 && el('dl', {}, details.map(([label, text]) => [el('dt', {}, label), el('dd', {}, text)]))),
    el('div', { class: 'credit', 'data-value': touch.value[model] },
      el('b', {}, conversion.value && (net || share > 0) ? money(net) : EMPTY),
      el('span', { class: 'faint' }, share > 0 ? `${decimal(100 * share, 1)}% of the credit` : 'no credit'),
      el('span', { class: 'meter', 'aria-hidden': 'true' }, el('i', { style: { width: `${Math.min(100 * share, 100)}%` } }))));
}

function milestoneItem(milestone) {
  const kind = MILESTONES[milestone.type] || words(milestone.type);
  const via = known(milestone.inquiry) ? ` by ${milestone.inquiry}` : '';
  return el('li', { class: `milestone ${milestone.type}` },
    el('div', { class: 'when' }, moment(milestone.at)),
    el('div', { class: 'what' }, el('p', {}, el('b', {}, kind), via && el('span', { class: 'faint' }, via))),
    el('div', { class: 'credit' }, milestone.value ? el('b', {}, money(milestone.value)) : null));
}
