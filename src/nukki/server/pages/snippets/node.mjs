import { openAsBlob } from "node:fs";
import { writeFile } from "node:fs/promises";

const form = new FormData();
form.append("image_file", await openAsBlob("photo.jpg"), "photo.jpg");
form.append("size", "auto");

const response = await fetch("http://127.0.0.1:7000/v1.0/removebg", {
  method: "POST",
  headers: { "X-Api-Key": "YOUR-API-KEY" },
  body: form,
});
if (!response.ok) {
  throw new Error((await response.json()).errors[0].title);
}
await writeFile("no-bg.png", Buffer.from(await response.arrayBuffer()));
