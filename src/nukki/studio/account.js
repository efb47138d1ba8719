/** The account page: what is left, what was used, and the keys. */

import { ask } from "./account-api.js";
import { key, setKey } from "./api.js";
import { chart } from "./chart.js";
import { button, find, input, part, select } from "./find.js";
import { complain, say } from "./messages.js";
import { row, table } from "./rows.js";
import { load, word } from "./words.js";

/** @typedef {import("./account-api.js").Key} Key */
/** @typedef {import("./account-api.js").Usage} Usage */

const CREDITS = ["total", "subscription", "payg", "enterprise", "free_previews"];
const OVERLAP_DAYS = 7; // how long a key that was replaced still opens
const DAY_S = 86_400;
const SUMS = /** @type {const} */ (["calls", "failed", "credits", "megapixels"]);

await load();
document.title = word("account.title");
find("enter", HTMLFormElement).addEventListener("submit", (event) => {
  event.preventDefault();
  setKey(input("key").value);
  void enter();
});
button("leave").addEventListener("click", () => {
  setKey("");
  input("key").value = "";
  show(false);
});
select("span").addEventListener("change", () => void attempt(showUsage));
find("make", HTMLFormElement).addEventListener("submit", (event) => {
  event.preventDefault();
  void attempt(makeKey);
});
button("copy-key").addEventListener("click", async () => {
  await navigator.clipboard.writeText(part("made-key").textContent ?? "");
  say(word("say.copied"));
});
if (key()) await enter();
else show(false);
document.body.dataset.ready = "";

async function enter() {
  const found = await attempt(async () => {
    await showAccount();
    await showUsage();
    await showKeys();
  });
  show(found);
}

/** @param {() => Promise<void>} work @returns {Promise<boolean>} Whether it could be done. */
async function attempt(work) {
  part("complaint").hidden = true;
  try {
    await work();
    return true;
  } catch (error) {
    complain(error);
    return false;
  }
}

/** @param {boolean} inside */
function show(inside) {
  part("inside").hidden = button("leave").hidden = !inside;
  part("enter").hidden = inside;
  part("made").hidden = true;
  if (!inside) input("key").focus();
}

async function showAccount() {
  const { name, plan, sandbox, credits } = await ask("");
  part("who").textContent = word(sandbox ? "account.whoSandbox" : "account.who", { name, plan });
  figures("credits", CREDITS.map((one) => [word(`credits.${one}`), amount(credits[one])]));
}

async function showUsage() {
  /** @type {Usage} */
  const { total, days } = await ask(`/usage?days=${select("span").value}&limit=0`);
  figures("sums", SUMS.map((one) => [word(`usage.${one}`), amount(total?.[one] ?? 0)]));
  part("chart").replaceChildren(chart(days.map(({ day, calls }) => ({ label: day, value: calls })),
    word("account.chart")));
  find("days", HTMLTableElement).replaceChildren(...table(
    [word("account.day"), ...SUMS.map((one) => word(`usage.${one}`))],
    days.map((one) => row([one.day, ...SUMS.map((name) => amount(one[name]))])),
  ));
}

async function showKeys() {
  const { keys, current } = await ask("/keys");
  const rows = /** @type {Key[]} */ (keys).map((one) => {
    const ended = one.revoked_at ? word("account.revoked") : one.expires_at?.slice(0, 10) ?? "–";
    const mine = one.id === current ? ` (${word("account.thisOne")})` : "";
    const used = one.last_used_at?.slice(0, 10) ?? "–";
    const made = row([`${one.name || "–"}${mine}`, `${one.prefix}…`, one.scopes.join(", "), used, ended]);
    made.append(cellOf(one, current));
    return made;
  });
  const heads = ["name", "begins", "may", "used", "ends"].map((one) => word(`account.${one}`));
  find("keys", HTMLTableElement).replaceChildren(...table([...heads, word("account.change")], rows));
}

/** @param {Key} one @param {string} current @returns {HTMLElement} */
function cellOf(one, current) {
  const cell = document.createElement("td");
  if (one.revoked_at) return cell;
  cell.append(
    press("account.rotate", one, () => rotate(one)),
    press("account.revoke", one, () => revoke(one, current)),
  );
  return cell;
}

/** @param {string} text @param {Key} one @param {() => Promise<void>} work
 * @returns {HTMLElement} */
function press(text, one, work) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = word(text);
  made.setAttribute("aria-label", `${word(text)}: ${one.name || one.prefix}`);
  made.addEventListener("click", () => void attempt(work));
  return made;
}

/** @param {Key} one */
async function rotate(one) {
  const told = { name: one.name || one.prefix, days: String(OVERLAP_DAYS) };
  if (!confirm(word("account.rotateSure", told))) return;
  const body = JSON.stringify({ overlap_s: OVERLAP_DAYS * DAY_S });
  showMade(await ask(`/keys/${encodeURIComponent(one.id)}/rotate`, { method: "POST", body }));
  await showKeys();
}

/** @param {{key: string}} made */
function showMade({ key: text }) {
  part("made-key").textContent = text;
  part("made").hidden = false;
  say(word("account.once"));
}

/** @param {Key} one @param {string} current */
async function revoke(one, current) {
  if (!confirm(word("account.revokeSure", { name: one.name || one.prefix }))) return;
  await ask(`/keys/${encodeURIComponent(one.id)}`, { method: "DELETE" });
  if (one.id === current) button("leave").click();
  else await showKeys();
}

async function makeKey() {
  const asked = {
    name: input("name").value,
    sandbox: input("sandbox").checked,
    ...(select("ends").value ? { expires_in_s: +select("ends").value } : {}),
  };
  const made = await ask("/keys", { method: "POST", body: JSON.stringify(asked) });
  input("name").value = "";
  showMade(made);
  await showKeys();
}

/** @param {string} id @param {string[][]} pairs */
function figures(id, pairs) {
  part(id).replaceChildren(...pairs.map(([name, value]) => {
    const pair = document.createElement("div");
    const [term, number] = [document.createElement("dt"), document.createElement("dd")];
    term.textContent = name;
    number.textContent = value;
    pair.append(term, number);
    return pair;
  }));
}

/** @param {number} value @returns {string} As the language writes numbers. */
function amount(value) {
  return value.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 2 });
}
