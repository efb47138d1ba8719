/** The smart brush: a rough stroke goes to the server, which finds the edge near it. */

import { input, part } from "./find.js";

/** @typedef {import("./brush-tool.js").BrushTool} BrushTool */
/** @typedef {import("./table.js").Table} Table */

export class Smart {
  /** @param {Table} table @param {BrushTool} brush */
  constructor(table, brush) {
    this.table = table;
    this.brush = brush;
    input("smart").addEventListener("change", () => { brush.smart = input("smart").checked; });
  }

  /** @param {Set<string>} paths What the server can do. */
  offer(paths) {
    part("smart-row").hidden = !paths.has("/v2/refine");
  }
}
