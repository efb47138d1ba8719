/** The studio: what there is, wired together. */

import { Trouble, key, paths, setKey } from "./api.js";
import "./board.js";
import { Board } from "./board.js";
import { BrushTool } from "./brush-tool.js";
import { Hand } from "./hand.js";
import { receive } from "./incoming.js";
import { button, find, group, input, part, select } from "./find.js";
import { showHelp } from "./help.js";
import { listen } from "./keys.js";
import { complain, say } from "./messages.js";
import { Corrections } from "./correction.js";
import { Objects } from "./objects.js";
import { PointerTool } from "./pointer-tool.js";
import { Toolbox } from "./toolbox.js";
import { Outlets } from "./outlets.js";
import { Output } from "./output.js";
import { Panels } from "./panels.js";
import { Proof } from "./proof.js";
import { Scenery } from "./scenery.js";
import { Steps } from "./steps.js";
import { Apart } from "./apart.js";
import { Classes } from "./classes.js";
import { Mask } from "./mask.js";
import { Recipes } from "./recipes.js";
import { Strip } from "./strip.js";
import { StrokeFile } from "./strokes.js";
import { Table } from "./table.js";
import { Turns } from "./turns.js";
import { EdgePanel } from "./edge-panel.js";
import { Review } from "./review.js";
import { BrushPanel } from "./brush-panel.js";
import { shortcutsOf } from "./shortcuts.js";
import { choose, language, load, word } from "./words.js";
import { Smart } from "./smart.js";

/** @typedef {import("./picture.js").Picture} Picture */

await load();

const table = new Table();
const board = find("board", Board);
const brush = new BrushTool(board);
const pointer = new PointerTool(board);
const tools = new Toolbox(brush, pointer);
const hand = new Hand(board, tools, () => brush.name === "move");
const panels = new Panels();
const scenery = new Scenery(board, panels, table);
const steps = new Steps(table, board, brush);
const output = new Output(table, panels, (longest) => scenery.painted(longest));
const outlets = new Outlets(panels, () => output.made());
const recipes = new Recipes(table);
const classes = new Classes(table);
new Apart(table, panels, classes);
new Mask(table);
const proof = new Proof(table, panels);
const turns = new Turns(table);
const corrections = new Corrections(brush, pointer, steps, () => board.refresh());
const smart = new Smart(brush, corrections);
const objects = new Objects(brush, pointer, corrections);
const edges = new EdgePanel(corrections, steps);
const review = new Review(table, board);
const strokes = new StrokeFile(table, steps);
new BrushPanel(brush, board);
find("strip", Strip).follow(table);
find("strip", Strip).addEventListener("all", () => void output.all());

receive((files) => void table.add(files));

table.addEventListener("current", () => showCurrent());
table.addEventListener("picture", (event) => {
  const { detail } = /** @type {CustomEvent<Picture>} */ (event);
  if (detail === table.current) showCurrent();
});
table.addEventListener("unsaved", () => complain(new Trouble("trouble.unsaved")));

/** Bring everything that shows the current picture up to date. */
function showCurrent() {
  const picture = table.current;
  document.body.toggleAttribute("data-empty", !picture);
  brush.picture = pointer.picture = picture;
  part("file-name").textContent = picture?.name ?? "";
  document.title = picture ? `${picture.name} – nukki studio` : "nukki studio";
  scenery.show(picture);
  steps.show();
  strokes.show();
  output.show();
  turns.show();
  proof.soon();
  edges.show();
  review.show();
  showState(picture);
}

/** @param {Picture | null} picture */
function showState(picture) {
  const busy = picture !== null && ["waiting", "working", "preview"].includes(picture.state);
  part("busy").hidden = !busy;
  const text = picture ? word(`busy.${picture.state}`) : "";
  part("busy-text").textContent = busy ? text : "";
  board.toggleAttribute("aria-busy", busy);
  const nothing = picture?.state === "done" && picture.matte && !picture.matte.subject();
  const trouble = nothing ? new Trouble("trouble.nothing") : picture?.trouble ?? null;
  part("trouble").hidden = !trouble;
  if (trouble) part("trouble-text").textContent = word(trouble.word) +
    (trouble.word === "trouble.other" ? ` ${trouble.detail}` : "");
  button("retry").hidden = Boolean(nothing);
  button("point").hidden = !nothing;
  part("review").hidden = !picture?.review || picture.state !== "done" || Boolean(nothing);
  if (picture) say(trouble ? word(trouble.word) : word(`say.${picture.state}`, { name: picture.name }));
  if (trouble?.word === "trouble.key") askForKey();
}

function askForKey() {
  const box = /** @type {HTMLDetailsElement} */ (input("key").closest("details"));
  box.open = true;
  input("key").focus();
}

document.addEventListener("key-wanted", askForKey);
button("retry").addEventListener("click", () => table.current && table.retry(table.current));
steps.addEventListener("change", () => {
  if (!part("trouble").hidden) showState(table.current);
});
button("point").addEventListener("click", () => {
  objects.choose();
  board.focus();
});
button("show-doubt").addEventListener("click", () => {
  scenery.mode("doubt");
  review.go(1);
});
button("help").addEventListener("click", () => showHelp(shortcuts));
button("clear").addEventListener("click", () => {
  if (confirm(word("more.clearSure"))) void table.clear();
});
find("key-form", HTMLFormElement).addEventListener("submit", (event) => {
  event.preventDefault();
  setKey(input("key").value);
  void recipes.load().catch(() => {});
  for (const one of table.pictures) if (one.state === "failed") table.retry(one);
});
input("key").value = key();
select("language").value = language();
select("language").addEventListener("change", () => {
  choose(select("language").value);
  location.reload();
});
find("address-form", HTMLFormElement).addEventListener("submit", (event) => {
  event.preventDefault();
  void fromAddress(input("address").value);
});

/** A picture from the web: the server fetches it, since the page may not. @param {string} address */
async function fromAddress(address) {
  const { composite } = await import("./api.js");
  say(word("say.fetching"));
  try {
    const asked = { format: "png", edges: "plain" };
    const { blob } = await composite(address, null, asked);
    const name = decodeURIComponent(new URL(address).pathname.split("/").pop() || "picture.png");
    await table.add([new File([blob], name, { type: blob.type })]);
  } catch (error) {
    complain(error);
  }
}

for (const radio of group("tool")) {
  radio.addEventListener("change", () => brush.choose(/** @type {any} */ (radio.value)));
}
brush.addEventListener("change", () => {
  for (const radio of group("tool")) radio.checked = radio.value === brush.name;
});

const shortcuts = shortcutsOf({ table, board, brush, tools, hand, scenery, steps, output,
  help: () => showHelp(shortcuts) });
listen(shortcuts);

if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register("/studio/offline.js", { scope: "/" }).catch(() => {});
}
steps.addEventListener("change", () => {
  proof.soon();
  if (panels.settings.ground === "blur") void scenery.dress();
});
turns.addEventListener("change", () => proof.soon());
table.addEventListener("pictures", () => turns.show());
void outlets.load().catch(() => {});
void paths().then((found) => {
  part("account-link").hidden = !found.has("/v2/account");
  return found;
}).then((found) => {
  smart.offer(found);
  objects.offer(found);
  return Promise.all([recipes.offer(found), classes.offer(found)]);
}).catch(() => {});
if (await table.restore()) say(word("say.restored"));
document.body.dataset.ready = "";
