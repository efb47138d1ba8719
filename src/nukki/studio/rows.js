/** Tables. */

/** @param {string[]} heads @param {HTMLElement[]} rows @returns {HTMLElement[]} */
export function table(heads, rows) {
  const [head, body, line] = ["thead", "tbody", "tr"].map((one) => document.createElement(one));
  line.append(...heads.map((text) => {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = text;
    return cell;
  }));
  head.append(line);
  body.append(...rows);
  return [head, body];
}

/** @param {string[]} texts @returns {HTMLElement} */
export function row(texts) {
  const made = document.createElement("tr");
  made.append(...texts.map((text) => {
    const cell = document.createElement("td");
    cell.textContent = text;
    return cell;
  }));
  return made;
}
