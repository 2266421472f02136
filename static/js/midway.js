// What somebody is in the middle of, on their own phone: the worker keeps it sealed, so that nothing is lost with a phone
// that died. The page takes it up again where it stopped, and forgets it when it is sent or begun anew.
import { askWorker } from "./outbox.js";

const EVERY = 5000; // ms: a clock moves on without a touch
const NOT_KEPT = ["csrf_token", "once", "writer"];

const form = document.querySelector("form.practice"), note = document.querySelector("[data-midway]");
const activity = [...form.querySelectorAll(":defined")].find((one) => "reached" in one);
const about = { path: new URL(form.action).pathname, writer: form.elements.writer?.value };
const state = () => JSON.stringify({
  fields: [...new FormData(form)].filter(([name, value]) => value && !NOT_KEPT.includes(name)),
  reached: activity?.reached || null,
});

let last = state(), isOver = false;

function keep() {
  const now = state();
  if (isOver || now === last) return;
  last = now;
  askWorker({ ask: "keep midway", ...about, state: now });
}

function fill({ fields, reached }) {
  for (const control of form.elements) {
    const values = fields.filter(([name]) => name === control.name).map(([, value]) => value);
    if (NOT_KEPT.includes(control.name)) continue;
    if (["radio", "checkbox"].includes(control.type)) control.checked = values.includes(control.value);
    else if (values.length) control.value = values[0];
    if (values.length) control.dispatchEvent(new Event("change", { bubbles: true }));
  }
  if (reached) activity.reached = reached;
  note.hidden = false;
}

async function begin() {
  const kept = await askWorker({ ask: "midway", ...about });
  if (typeof kept === "string" && !location.hash) fill(JSON.parse(kept)), last = state();
  note.querySelector("button").addEventListener("click", async () => {
    isOver = true;
    await askWorker({ ask: "keep midway", ...about });
    location.reload();
  });
  for (const touch of ["click", "input", "change", "pointerup"]) form.addEventListener(touch, () => setTimeout(keep));
  document.addEventListener("visibilitychange", keep);
  setInterval(keep, EVERY);
  form.addEventListener("submit", () => { isOver = true; });
}

// On a shared phone nothing is kept, and a form that came back refused has its words already.
if (about.writer && !document.getElementById("error-summary")) begin();
