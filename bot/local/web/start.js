// How the page begins.

import { get, live, post } from "./api.js";
import { Page } from "./app.js";
import { toast } from "./notices.js";

const STATE_SECONDS = 15;
const input = document.getElementById("composer-input");
let asked = false;

/** Keep an Enter that comes before the page can hear an answer. */
function keep(event) {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  asked = true;
}

/** Listen first, then ask what there is: nothing that happens meanwhile is missed. */
async function start() {
  const early = [];
  let page = null;
  await new Promise((resolve) => {
    live((event) => (page ? page.heard(event) : early.push(event)), (up, again) => {
      document.body.classList.toggle("offline", !up);
      if (up) resolve();
      if (up && again) page?.back();
    });
  });
  const boot = await get("/ui/boot");
  if (!boot.ok) {
    toast(boot.text, { failed: true });
    setTimeout(() => location.reload(), 3000);
    return;
  }
  page = new Page(boot);
  for (const event of early) page.heard(event);
  await page.go();
  input.removeEventListener("keydown", keep);
  if (asked) page.composer.submit();
  setInterval(() => page.refreshState(), STATE_SECONDS * 1000);
  post("/ui/zone", { zone: Intl.DateTimeFormat().resolvedOptions().timeZone });
  document.body.classList.add("ready");
}

input.addEventListener("keydown", keep);
start();
