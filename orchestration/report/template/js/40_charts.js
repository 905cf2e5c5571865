// Small drawings. Each has a text for those who do not see it; the numbers stand in tables.

/** A line without axes, for the shape of a row's months. */
function sparkline(values, label) {
  const [width, height] = [84, 20];
  const top = Math.max(...values, 0);
  const low = Math.min(...values, 0);
  if (values.length < 2 || top === low) return el('span', { class: 'faint' }, EMPTY);
  const x = (place) => 2 + (place * (width - 4)) / (values.length - 1);
  const y = (value) => height - 3 - ((value - low) / (top - low)) * (height - 6);
  const points = values.map((value, place) => `${x(place).toFixed(1)},${y(value).toFixed(1)}`);
  const last = values.length - 1;
  return svg('svg', { class: 'spark', viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': label },
    svg('polygon', { points: `2,${y(0)} ${points.join(' ')} ${width - 2},${y(0)}` }),
    svg('polyline', { points: points.join(' ') }),
    svg('circle', { cx: x(last), cy: y(values[last]), r: 2 }));
}

/** Months as pairs of columns: attributed value and spend. */
function monthChart(months, value, spend, chosen) {
  const [width, height, left, bottom] = [960, 220, 56, 26];
  const top = Math.max(...value, ...spend, 1);
  const [limit, step] = niceScale(top);
  const slot = (width - left) / Math.max(months.length, 1);
  const y = (number) => height - bottom - (Math.max(number, 0) / limit) * (height - bottom - 12);
  const grid = [];
  for (let line = 0; line <= limit + 1e-9; line += step) {
    grid.push(svg('line', { x1: left, x2: width, y1: y(line), y2: y(line), class: line ? 'grid' : 'axis' }),
      svg('text', { x: left - 8, y: y(line) + 4, class: 'end' }, line ? brief(line) : '0'));
  }
  const thick = Math.min(slot * 0.32, 34);
  const bars = months.map((month, place) => {
    const middle = left + slot * (place + 0.5);
    const column = (number, offset, kind) => svg('rect', {
      x: middle + offset, width: thick, y: y(number), height: Math.max(height - bottom - y(number), 0),
      class: kind, rx: 1.5,
    });
    return svg('g', { class: chosen !== null && chosen !== place ? 'dim' : '' },
      svg('title', {}, `${monthName(month)}: value ${money(value[place])}, spend ${money(spend[place])}`),
      column(value[place], -thick - 1, 'value'), column(spend[place], 1, 'spend'),
      months.length <= 18 || place % 3 === 0
        ? svg('text', { x: middle, y: height - 8, class: 'middle' }, monthName(month, true)) : null);
  });
  return el('figure', { class: 'chart' },
    el('figcaption', {}, el('b', { class: 'key value' }), 'Attributed value', el('b', { class: 'key spend' }), 'Spend'),
    svg('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': 'Attributed value and spend by month' },
      grid, bars));
}

/** A limit and a step that a reader can divide in his head. */
function niceScale(top) {
  const size = 10 ** Math.floor(Math.log10(top / 4));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * size).find((one) => one * 4 >= top);
  return [step * Math.ceil(top / step), step];
}

/** Flows first → between → last. `head` and `tail` are [from, to, amount]. */
function sankey(head, tail) {
  const [width, gap, nodeWidth] = [960, 16, 12];
  const firsts = ranked(head, 0);
  const lasts = ranked(tail, 1);
  const middles = ranked([...head.map((flow) => [flow[1], flow[0], flow[2]])], 0);
  const total = sum(head.map((flow) => flow[2]));
  if (!total) return null;
  const most = Math.max(firsts.length, middles.length, lasts.length);
  const height = Math.max(280, most * 42);
  const unit = (height - gap * (most - 1)) / total;
  const columns = [firsts, middles, lasts].map((names, place) => {
    let at = (height - sum(names.map(([, amount]) => amount * unit)) - gap * (names.length - 1)) / 2;
    const nodes = new Map();
    for (const [name, amount] of names) {
      nodes.set(name, { name, amount, top: at, size: amount * unit, used: [0, 0],
        x: [150, (width - nodeWidth) / 2, width - 150 - nodeWidth][place], place });
      at += amount * unit + gap;
    }
    return nodes;
  });
  const links = [...flowPaths(head, columns[0], columns[1], unit, nodeWidth),
    ...flowPaths(tail, columns[1], columns[2], unit, nodeWidth)];
  const nodes = columns.flatMap((column) => [...column.values()].map((node) => sankeyNode(node, nodeWidth, total)));
  return el('figure', { class: 'chart sankey' },
    el('figcaption', {}, el('span', {}, 'First channel'), el('span', {}, 'Between'), el('span', {}, 'Last channel')),
    svg('svg', { viewBox: `0 -6 ${width} ${height + 12}`, role: 'img',
      'aria-label': 'Flow of conversions from the first channel to the last' }, links, nodes));
}

const FLOWS_SHOWN = 8;

/** Names by amount; beyond the largest few they are one. */
function ranked(flows, place) {
  const amounts = new Map();
  for (const flow of flows) amounts.set(flow[place], (amounts.get(flow[place]) || 0) + flow[2]);
  const sorted = [...amounts].sort((one, other) => other[1] - one[1]);
  const rest = sorted.slice(FLOWS_SHOWN);
  const kept = sorted.slice(0, FLOWS_SHOWN);
  return rest.length ? [...kept, ['Other channels', sum(rest.map((entry) => entry[1]))]] : kept;
}

function flowPaths(flows, from, to, unit, nodeWidth) {
  const merged = new Map();
  for (const [source, target, amount] of flows) {
    const key = [from.has(source) ? source : 'Other channels', to.has(target) ? target : 'Other channels'];
    const id = JSON.stringify(key);
    merged.set(id, [...key, (merged.get(id) ? merged.get(id)[2] : 0) + amount]);
  }
  const inOrder = [...merged.values()].sort((one, other) =>
    from.get(one[0]).top - from.get(other[0]).top || to.get(one[1]).top - to.get(other[1]).top);
  return inOrder.map(([source, target, amount]) => {
    const [left, right, size] = [from.get(source), to.get(target), amount * unit];
    const [x1, x2] = [left.x + nodeWidth, right.x];
    const [y1, y2] = [left.top + left.used[1] + size / 2, right.top + right.used[0] + size / 2];
    left.used[1] += size;
    right.used[0] += size;
    const bend = (x1 + x2) / 2;
    return svg('path', {
      d: `M${x1},${y1} C${bend},${y1} ${bend},${y2} ${x2},${y2}`, class: 'flow',
      'stroke-width': Math.max(size, 0.75),
    }, svg('title', {}, `${source} → ${target}: ${decimal(amount, digitsOf([amount]))}`));
  });
}

function sankeyNode(node, nodeWidth, total) {
  const side = node.place === 0 ? { x: node.x - 8, class: 'end' } : { x: node.x + nodeWidth + 8 };
  return svg('g', {},
    svg('rect', { x: node.x, y: node.top, width: nodeWidth, height: Math.max(node.size, 1), class: 'node', rx: 1.5 }),
    svg('text', { ...side, y: node.top + node.size / 2 + 4 }, clip(node.name, 22),
      svg('tspan', { class: 'faint', dx: 6 }, percent(node.amount, total, 0))),
    svg('title', {}, `${node.name}: ${decimal(node.amount, digitsOf([node.amount]))}`));
}

function clip(text, length) {
  const letters = [...text];
  return letters.length > length ? `${letters.slice(0, length - 1).join('')}…` : text;
}
