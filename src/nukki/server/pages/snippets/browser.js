// file: from <input type="file">; the answer is shown in an <img>.
async function cutOut(file) {
  const form = new FormData();
  form.append("image_file", file);
  form.append("size", "auto");
  const response = await fetch("http://127.0.0.1:7000/v1.0/removebg", {
    method: "POST",
    headers: { "X-Api-Key": "YOUR-API-KEY" },
    body: form,
  });
  if (!response.ok) {
    throw new Error((await response.json()).errors[0].title);
  }
  return URL.createObjectURL(await response.blob());
}
