/** Pictures on their way in: dropped anywhere, chosen, pasted, taken with a camera, or a sample. */

import { button, input, part } from "./find.js";

/** @param {(files: File[]) => void} take */
export function receive(take) {
  for (const id of ["file", "camera"]) {
    input(id).addEventListener("change", () => {
      take([...(input(id).files ?? [])]);
      input(id).value = "";
    });
  }
  for (const id of ["open", "open-first"]) {
    button(id).addEventListener("click", () => input("file").click());
  }
  button("take").addEventListener("click", () => input("camera").click());
  document.addEventListener("paste", (event) => {
    const files = pictures(event.clipboardData);
    if (files.length) take(files);
  });
  acceptDrops(take);
  for (const sample of document.querySelectorAll("[data-sample]")) {
    sample.addEventListener("click", async () => {
      const name = sample.getAttribute("data-sample") ?? "";
      const blob = await (await fetch(new URL(`./samples/${name}`, import.meta.url))).blob();
      take([new File([blob], name, { type: blob.type })]);
    });
  }
}

/** @param {(files: File[]) => void} take */
function acceptDrops(take) {
  let inside = 0;
  const show = () => { part("drop-sign").hidden = inside === 0; };
  document.addEventListener("dragenter", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    inside++;
    show();
  });
  document.addEventListener("dragleave", () => {
    inside = Math.max(0, inside - 1);
    show();
  });
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    inside = 0;
    show();
    const files = pictures(event.dataTransfer);
    if (files.length) take(files);
  });
}

/** @param {DataTransfer | null} data @returns {File[]} */
const pictures = (data) =>
  [...(data?.files ?? [])].map((file, at) =>
    file.name ? file : new File([file], `pasted-${at + 1}.png`, { type: file.type }));
