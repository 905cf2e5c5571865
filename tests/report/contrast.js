// Words whose colour differs too little from what lies behind them (WCAG AA: 4.5 to 1).
() => {
  const parse = (text) => (text.match(/[\d.]+/g) || []).map(Number);
  const over = (top, below) => {
    const alpha = top[3] ?? 1;
    return [0, 1, 2].map((part) => top[part] * alpha + below[part] * (1 - alpha));
  };
  const light = (colour) => {
    const [red, green, blue] = colour.map((part) => {
      const share = part / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const ground = (node) => {
    const chain = [];
    for (let one = node; one && one.nodeType === 1; one = one.parentElement) {
      chain.push(parse(getComputedStyle(one).backgroundColor));
    }
    return chain.reverse().reduce((below, colour) => over(colour, below), [255, 255, 255]);
  };
  const ignored = 'svg, script, noscript, .skip, option, select, caption, .ribbon';
  const poor = [];
  for (const node of document.querySelectorAll('body *')) {
    const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim());
    if (!own || node.closest(ignored) || !node.getClientRects().length) continue;
    const back = ground(node);
    const levels = [light(over(parse(getComputedStyle(node).color), back)), light(back)];
    const ratio = (Math.max(...levels) + 0.05) / (Math.min(...levels) + 0.05);
    if (ratio < 4.5) {
      poor.push(`${node.tagName}.${node.className} ${ratio.toFixed(2)} ${node.textContent.slice(0, 20)}`);
    }
  }
  return poor;
}
