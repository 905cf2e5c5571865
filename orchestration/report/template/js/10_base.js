// Elements, numbers and words. Text from the data only ever becomes a text node.

const DATA = JSON.parse(document.getElementById('payload').textContent);
const META = DATA.meta;
const EMPTY = '–';

/** An element; children are elements or text, null is left out. */
function el(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same for drawings. */
function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (name === 'style') for (const [key, text] of Object.entries(value)) node.style.setProperty(key, text);
    else node.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children.flat(3)) {
    if (child !== null && child !== undefined && child !== false) {
      node.append(child instanceof Node ? child : document.createTextNode(String(child)));
    }
  }
  return node;
}

const formats = new Map();

/** A number with thousands separators and a fixed number of decimals. */
function decimal(number, digits = 0) {
  if (!formats.has(digits)) {
    formats.set(digits, new Intl.NumberFormat('en-GB', {
      minimumFractionDigits: digits, maximumFractionDigits: digits,
    }));
  }
  const text = formats.get(digits).format(number);
  return text.replace('-', '−');
}

/** A count that may be a fraction; nothing is a dash, never a zero that was not counted. */
function count(number, digits = 0) {
  return number ? decimal(number, digits) : EMPTY;
}

/** Decimals a column of counts needs: none if all are whole. */
function digitsOf(numbers) {
  return numbers.every((number) => Math.abs(number - Math.round(number)) < 0.0005) ? 0 : 1;
}

const SYMBOL = (() => {
  try {
    const parts = new Intl.NumberFormat('en-GB', {
      style: 'currency', currency: META.reporting_currency, currencyDisplay: 'narrowSymbol',
    }).formatToParts(0);
    return parts.find((part) => part.type === 'currency').value;
  } catch {
    return META.reporting_currency;
  }
})();
const MINOR = 10 ** META.currency_exponent;

/** Money to the smallest unit, with its symbol. */
function money(minor) {
  if (minor === null || minor === undefined) return EMPTY;
  const sign = minor < 0 ? '−' : '';
  return sign + SYMBOL + decimal(Math.abs(minor) / MINOR, META.currency_exponent);
}

/** Money for a table cell: whole units from a hundred up, a dash for nothing. */
function cash(minor) {
  if (!minor) return EMPTY;
  const small = Math.abs(minor) < 100 * MINOR;
  return decimal(minor / MINOR, small ? META.currency_exponent : 0);
}

/** Money in few letters: 12.4k, 1.2m. */
function brief(minor) {
  const value = minor / MINOR;
  const size = Math.abs(value);
  if (!minor) return EMPTY;
  if (size >= 999_500) return `${decimal(value / 1e6, size >= 1e7 ? 1 : 2)}m`;
  if (size >= 10_000) return `${decimal(value / 1e3, 0)}k`;
  if (size >= 1000) return `${decimal(value / 1e3, 1)}k`;
  return decimal(value, 0);
}

/** A share as a percentage; a dash where there is nothing to divide by. */
function percent(part, whole, digits = 1) {
  return whole ? `${decimal((100 * part) / whole, digits)}%` : EMPTY;
}

/** A change as +12% or −3%; null where there was nothing before. */
function change(now, before) {
  if (!before) return null;
  const shift = now / before - 1;
  if (Math.abs(shift) < 0.0005) return '0%';
  const digits = Math.abs(shift) < 0.0995 ? 1 : 0;
  return `${shift > 0 ? '+' : ''}${decimal(100 * shift, digits)}%`;
}

/** Which way a change goes, as a class name. */
function direction(now, before) {
  if (!before || Math.abs(now / before - 1) < 0.0005) return 'flat';
  return now > before ? 'up' : 'down';
}

const MODEL_NAMES = {
  first_touch: 'First touch', last_touch: 'Last touch', first_non_direct: 'First non-direct',
  last_non_direct: 'Last non-direct', linear_non_direct: 'Linear non-direct',
  position_based: 'Position-based', time_decay: 'Time decay', u_shaped: 'U-shaped',
  u_shaped_half: 'U-shaped 50/50', w_shaped: 'W-shaped', full_path: 'Full path',
  full_path_non_direct: 'Full path non-direct', j_shaped: 'J-shaped', inverse_j: 'Inverse J',
};

/** first_paid → First paid. */
function words(name) {
  const spaced = String(name || '').replace(/_/g, ' ').trim();
  return spaced ? spaced[0].toUpperCase() + spaced.slice(1) : EMPTY;
}

const SYSTEM_NAMES = {
  google_ads: 'Google Ads', microsoft_ads: 'Microsoft Ads', meta_ads: 'Meta Ads', linkedin_ads: 'LinkedIn Ads',
  tiktok_ads: 'TikTok Ads', openai_ads: 'OpenAI Ads', hubspot: 'HubSpot', callrail: 'CallRail',
  google_data_manager: 'Google Ads',
};

/** A platform, CRM or source as its owner spells it. */
function systemName(name) {
  return SYSTEM_NAMES[name] || words(name);
}

function modelName(index) {
  return MODEL_NAMES[DATA.models[index]] || words(DATA.models[index]);
}

/** 2026-03 → March 2026; other labels stay. */
function monthName(label, short = false) {
  const match = /^(\d{4})-(\d{2})$/.exec(label);
  if (!match) return label;
  const date = new Date(Date.UTC(Number(match[1]), Number(match[2]) - 1, 1));
  return date.toLocaleDateString('en-GB', {
    month: short ? 'short' : 'long', year: short ? '2-digit' : 'numeric', timeZone: 'UTC',
  });
}

/** A moment in the report's zone. */
function moment(milliseconds, withTime = true) {
  const options = { day: 'numeric', month: 'short', year: 'numeric' };
  if (withTime) Object.assign(options, { hour: '2-digit', minute: '2-digit' });
  const date = new Date(milliseconds);
  try {
    return date.toLocaleString('en-GB', { ...options, timeZone: META.report_tz });
  } catch {
    return date.toLocaleString('en-GB', { ...options, timeZone: 'UTC' });
  }
}

/** A span in the largest unit that fits: 12 days, 3 hours. */
function span(milliseconds) {
  const hours = milliseconds / 3_600_000;
  const [amount, unit] = hours >= 36 ? [Math.round(hours / 24), 'day']
    : hours >= 24 ? [1, 'day']
      : hours >= 1 ? [Math.round(hours), 'hour'] : [Math.round(hours * 60), 'minute'];
  return `${decimal(amount)} ${unit}${amount === 1 ? '' : 's'}`;
}

function sum(numbers) {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
