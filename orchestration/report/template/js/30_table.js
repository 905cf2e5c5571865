// Tables: sortable, with bars in their cells, a row of totals and a CSV of what is shown.

const ROWS_SHOWN = 50;

/**
 * A table with its CSV button.
 * A column is {key, label, value(row), text(row) | node(row), total, bar, heat, number, title(row), hint}.
 * `value` is what is sorted and exported; `text` or `node` is what is seen.
 */
function table({ name, caption, columns, rows, totals = null, sort = null, heading = null, note = null, plain = false }) {
  const order = sortOf(name, columns, sort);
  const sorted = plain ? rows : sortRows(rows, columns, order);
  const all = state.find === `all-${name}`;
  const shown = all ? sorted : sorted.slice(0, ROWS_SHOWN);
  const scales = new Map(columns.filter((column) => column.bar).map((column) => [
    column.key, Math.max(...rows.map((row) => Math.abs(column.value(row) || 0)), 0),
  ]));
  const head = el('tr', {}, columns.map((column) => headCell(name, column, order, plain)));
  const body = shown.map((row) => el('tr', {},
    columns.map((column, place) => cell(column, row, scales, place === 0))));
  const foot = totals && el('tfoot', {}, el('tr', {},
    columns.map((column, place) => totalCell(column, totals, place))));
  return el('section', { class: 'block', id: `table-${name}` },
    el('div', { class: 'block-head' },
      heading ? el('h2', {}, heading) : el('span'),
      el('button', {
        type: 'button', class: 'quiet', id: `csv-${name}`,
        onclick: () => download(`headwater-${name}.csv`, csv(columns, sorted)),
      }, 'Download CSV')),
    note && el('p', { class: 'note' }, note),
    el('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption },
      el('table', {}, el('caption', {}, caption), el('thead', {}, head),
        el('tbody', {}, body), foot)),
    sorted.length > ROWS_SHOWN && el('button', {
      type: 'button', class: 'quiet more', id: `more-${name}`,
      onclick: () => choose({ find: all ? '' : `all-${name}` }),
    }, all ? `Show the first ${ROWS_SHOWN}` : `Show all ${decimal(sorted.length)} rows`));
}

function headCell(name, column, order, plain) {
  const attributes = { scope: 'col', class: column.number ? 'number' : 'text', title: column.hint };
  if (plain || column.fixed) return el('th', attributes, column.label);
  const active = order.key === column.key;
  attributes['aria-sort'] = active ? (order.down ? 'descending' : 'ascending') : 'none';
  const down = active ? !order.down : Boolean(column.number);
  return el('th', attributes, el('button', {
    type: 'button', id: `sort-${name}-${column.key}`, class: 'sort',
    onclick: () => choose({ sort: `${name}.${column.key}.${down ? 'down' : 'up'}` }),
  }, column.label, el('span', { class: 'arrow', 'aria-hidden': 'true' },
    active ? (order.down ? '↓' : '↑') : '')));
}

function cell(column, row, scales, first) {
  const value = column.value(row);
  const attributes = {
    class: [column.number ? 'number' : 'text', column.tone ? column.tone(row) : ''].join(' ').trim(),
    title: column.title ? column.title(row) : null,
    'data-value': column.number && value !== null ? value : null,
    'data-column': column.key,
  };
  if (column.heat) attributes.style = column.heat(row);
  const content = column.node ? column.node(row) : el('span', {}, column.text(row));
  const scale = scales.get(column.key);
  const bar = scale ? el('i', {
    class: value < 0 ? 'bar negative' : 'bar', 'aria-hidden': 'true',
    style: { width: `calc((100% - 16px) * ${(Math.abs(value || 0) / scale).toFixed(4)})` },
  }) : null;
  if (scale) attributes.class += ' has-bar';
  if (first) Object.assign(attributes, { scope: 'row' });
  return el(first ? 'th' : 'td', attributes, bar, content);
}

function totalCell(column, totals, place) {
  if (place === 0) return el('th', { scope: 'row', class: 'text' }, totals.label || 'Total');
  const total = column.total ? column.total(totals) : '';
  const value = column.totalValue ? column.totalValue(totals) : null;
  return el('td', {
    class: column.number ? 'number' : 'text', 'data-column': column.key, 'data-value': value,
    title: column.totalTitle ? column.totalTitle(totals) : null,
  }, total);
}

function sortOf(name, columns, fallback) {
  const [table_, key, way] = state.sort.split('.');
  if (table_ === name && columns.some((column) => column.key === key)) {
    return { key, down: way === 'down' };
  }
  return fallback || { key: columns[0].key, down: false };
}

/** Empty values stand last whichever way the rest is sorted. */
function sortRows(rows, columns, order) {
  const { value } = columns.find((column) => column.key === order.key) || columns[0];
  const sign = order.down ? -1 : 1;
  return [...rows].sort((left, right) => {
    const [one, other] = [value(left), value(right)];
    if (one === null || other === null) return (one === null) - (other === null);
    if (typeof one === 'string') return sign * one.localeCompare(String(other));
    return sign * (one - other);
  });
}

/** Text that a spreadsheet would take for a formula gets an apostrophe; numbers stay numbers. */
function csv(columns, rows) {
  const quote = (value) => {
    if (value === null || value === undefined) return '';
    if (typeof value === 'number') return String(value);
    const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
    return `"${safe.replace(/"/g, '""')}"`;
  };
  const exported = columns.filter((column) => !column.unexported);
  const lines = [exported.map((column) => quote(column.name || column.label))];
  for (const row of rows) {
    lines.push(exported.map((column) => quote((column.csv || column.value)(row))));
  }
  return `${lines.map((line) => line.join(',')).join('\r\n')}\r\n`;
}

function download(name, text) {
  const url = URL.createObjectURL(new Blob(['\ufeff', text], { type: 'text/csv' }));
  const link = el('a', { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/** Money as a number of major units, exact to the minor unit. */
function major(minor) {
  return minor === null ? null : Number((minor / MINOR).toFixed(META.currency_exponent));
}
