// The frame: pages, their header, and drawing them when the address changes.

const PAGES = {
  sources: { name: 'Sources', group: 'Attribution', draw: sourcesPage, text: 'What every source brought, what it cost, and what it earned under the model you pick.' },
  models: { name: 'Models', group: 'Attribution', draw: modelsPage, text: 'The same revenue, divided by every model.' },
  paths: { name: 'Paths', group: 'Attribution', draw: pathsPage, text: 'The ways people take before they convert, or do not.' },
  lag: { name: 'Time lag', group: 'Attribution', draw: lagPage, text: 'How long it takes, and how many touches.' },
  journey: { name: 'Journey', group: 'Customers', draw: journeysPage, text: 'One customer, from the first anonymous visit to closed revenue.' },
  stages: { name: 'Stages', group: 'Customers', draw: stagesPage, text: 'What makes people aware, what makes them consider, and what decides.' },
  lifetime: { name: 'Lifetime value', group: 'Customers', draw: lifetimePage, text: 'What customers are worth, by the month and the channel that won them.' },
  sent: { name: 'Sent back', group: 'Operations', draw: exportsPage, text: 'What went back to the ad platforms and the CRM, and what they made of it.' },
  quality: { name: 'Data quality', group: 'Operations', draw: qualityPage, text: 'Whether the numbers tie, and how fresh they are.' },
};

function drawNav() {
  const groups = [...new Set(Object.values(PAGES).map((page) => page.group))];
  document.getElementById('nav').replaceChildren(...groups.map((group) => el('div', {},
    el('p', { class: 'group' }, group),
    el('ul', {}, Object.entries(PAGES).filter(([, page]) => page.group === group).map(([key, page]) => el('li', {},
      el('a', { href: address({ page: key }), id: `nav-${key}`, 'aria-current': state.page === key ? 'page' : null }, page.name)))))));
}

function pageHeader(page) {
  const status = { good: 'Good', partial: 'Partial: a source stayed behind' }[META.run_status] || words(META.run_status);
  const facts = [
    ['Model', DATA.models.length ? modelName(modelIndex()) : EMPTY], ['Lookback', `${decimal(META.lookback_days)} days`],
    ['Currency', META.reporting_currency], ['Time zone', META.report_tz],
    ['Data as of', META.as_of ? `${META.as_of} UTC` : EMPTY],
    ['Last run', el('span', { class: `state ${META.run_status === 'good' ? 'ok' : 'warn'}` }, status)],
  ];
  return el('div', { class: 'page-head' },
    el('h1', {}, page.name), el('p', { class: 'page-text' }, page.text),
    el('dl', { class: 'facts' }, facts.map(([label, value]) => el('div', {}, el('dt', {}, label), el('dd', {}, value)))));
}

function draw() {
  state = readState();
  if (!PAGES[state.page]) state.page = DEFAULTS.page;
  const page = PAGES[state.page];
  const main = document.getElementById('content');
  const list = main.querySelector('.picker ul');
  const scrolled = list ? list.scrollTop : 0;
  drawNav();
  main.replaceChildren(pageHeader(page), ...[page.draw()].flat(2).filter((part) => part instanceof Node));
  const again = main.querySelector('.picker ul');
  if (again) again.scrollTop = scrolled;
  document.title = `${page.name} · Headwater${META.company ? ` · ${META.company}` : ''}`;
}

function start() {
  document.getElementById('company').textContent = META.company || '';
  document.getElementById('side-foot').textContent = META.run_id ? `Run ${clip(META.run_id, 22)}${META.git_sha ? ` · ${META.git_sha.slice(0, 7)}` : ''}` : 'Nothing published yet';
  if (META.is_demo) document.body.append(el('p', { class: 'ribbon', role: 'note' }, 'Demo data'));
  let page = readState().page;
  addEventListener('hashchange', () => {
    // The skip link is an address too: it moves the focus, not the page.
    if (location.hash === '#content') {
      history.replaceState(null, '', address({}));
      document.getElementById('content').focus();
      return;
    }
    draw();
    if (state.page !== page) {
      page = state.page;
      scrollTo(0, 0);
      document.getElementById('content').focus({ preventScroll: true });
    }
  });
  draw();
}

start();
