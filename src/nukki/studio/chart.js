/** A chart of bars, one for each day; its numbers are in a table beside it. */

const SVG = "http://www.w3.org/2000/svg";
const [WIDTH, HEIGHT, LEFT, BELOW] = [640, 180, 44, 22];
const GAP = 0.2; // of a bar's place

/** @param {{label: string, value: number}[]} bars @param {string} title @returns {SVGElement} */
export function chart(bars, title) {
  const most = nice(Math.max(1, ...bars.map(({ value }) => value)));
  const svg = element("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": title });
  for (const share of [0, 0.5, 1]) svg.append(...line(share, most * share));
  const place = (WIDTH - LEFT) / Math.max(1, bars.length);
  bars.forEach(({ label, value }, at) => {
    const height = ((HEIGHT - BELOW - 10) * value) / most;
    const bar = element("rect", {
      x: LEFT + place * (at + GAP / 2), y: HEIGHT - BELOW - height,
      width: place * (1 - GAP), height, class: "bar-of-day",
    });
    const told = element("title", {});
    told.textContent = `${label}: ${value}`;
    bar.append(told);
    svg.append(bar);
  });
  if (bars.length) svg.append(...ends(bars));
  return svg;
}

/** @param {number} share Of the height. @param {number} value @returns {SVGElement[]} */
function line(share, value) {
  const y = HEIGHT - BELOW - (HEIGHT - BELOW - 10) * share;
  const text = element("text", { x: LEFT - 6, y: y + 4, "text-anchor": "end" });
  text.textContent = String(value);
  return [element("line", { x1: LEFT, x2: WIDTH, y1: y, y2: y }), text];
}

/** @param {{label: string}[]} bars @returns {SVGElement[]} The first day and the last. */
function ends(bars) {
  const first = element("text", { x: LEFT, y: HEIGHT - 4 });
  const last = element("text", { x: WIDTH, y: HEIGHT - 4, "text-anchor": "end" });
  first.textContent = bars[0].label;
  last.textContent = bars[bars.length - 1].label;
  return [first, last];
}

/** @param {number} value @returns {number} The next even number of one digit and zeros. */
function nice(value) {
  const unit = 10 ** Math.floor(Math.log10(value));
  const steps = [2, 4, 6, 8, 10].map((one) => one * unit);
  return steps.find((one) => one >= value) ?? value;
}

/** @param {string} name @param {Record<string, string | number>} facts @returns {SVGElement} */
function element(name, facts) {
  const made = document.createElementNS(SVG, name);
  for (const [fact, value] of Object.entries(facts)) made.setAttribute(fact, String(value));
  return /** @type {SVGElement} */ (made);
}
