// The check page of an extract: is the file in the visitor's hands byte for byte the one that was sealed? Nothing leaves the browser.
const box = document.querySelector("[data-digest]");
if (box && globalThis.crypto?.subtle) {
  const answer = box.querySelector("[data-answer]");
  const say = (kind, title, text) => {
    answer.className = `note ${kind}`;
    answer.replaceChildren();
    const head = document.createElement("b");
    head.textContent = title;
    const line = document.createElement("p");
    line.textContent = text;
    answer.append(head, line);
  };
  box.hidden = false;
  box.querySelector("input").addEventListener("change", async (event) => {
    const file = event.target.files[0];
    if (!file) return;
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    const found = [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    if (found === box.dataset.digest) say("good", "内容一致", "这个文件与登记机构出具的完全相同，没有被改动。");
    else say("bad", "内容不一致", "这个文件不是登记机构出具的原件，可能被改动过，或者是另一份证明。");
  });
}
