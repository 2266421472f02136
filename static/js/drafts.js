// <draft-keeper>: keeps what is typed, as it is typed. On an own phone the worker seals it first and sends it when it
// can; on a shared phone it goes to the server alone. What was begun on this phone and not sent is offered again.
import { askWorker } from "./outbox.js";

const PATH = "/journals/drafts";
const QUIET = 1500; // ms without a key pressed
const AT_LEAST_EVERY = 5000;
const MOST_CHARACTERS = 3_500_000; // what the server reads, and gives back if it is too long
const MOST_AFTER_LEAVING = 60_000; // what browsers go on sending when the page is gone
const TOKENS = ["csrf_token", "once", "writer", "draft"];

class DraftKeeper extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    const { draft, once, entry } = this.form.elements;
    this.isNew = !draft.value;
    draft.value ||= once.value; // the name of this page
    this.about = entry?.value ?? "";
    this.sent = Promise.resolve();
    for (const kind of ["input", "change"]) this.form.addEventListener(kind, () => this.keepSoon());
    this.form.addEventListener("click", ({ target }) => target.closest(".pad") && this.keepSoon());
    this.form.addEventListener("pointerup", ({ target }) => target.closest(".pad") && this.keepSoon());
    this.form.addEventListener("submit", (event) => this.leave(event), true);
    document.addEventListener("visibilitychange", () => document.hidden && this.timer && this.keep());
    navigator.serviceWorker?.addEventListener("message", ({ data }) => data.outbox && this.onPhone && this.look());
    if (this.isNew) this.offer();
  }

  keepSoon() {
    clearTimeout(this.timer);
    this.isLeaving = false;
    this.since ??= Date.now();
    this.timer = setTimeout(() => this.keep(), Math.min(QUIET, Math.max(0, this.since + AT_LEAST_EVERY - Date.now())));
  }

  async keep() {
    clearTimeout(this.timer);
    this.timer = this.since = undefined;
    const body = new URLSearchParams(new FormData(this.form)).toString();
    this.onPhone = Boolean(this.form.elements.writer) && await this.toWorker(body);
    if (this.onPhone) return;
    this.sent = this.sent.then(() => this.send(body).catch(() => "lost")).then((state) => this.say(state)); // in order
  }

  /** Whether the worker has it now; what becomes of it, the worker tells. */
  async toWorker(body) {
    const waiting = await askWorker({ ask: "keep draft", path: PATH, body });
    return waiting.some((one) => this.isMine(one));
  }

  async look() {
    const waits = (await askWorker({ ask: "waiting" })).some((one) => this.isMine(one));
    this.say(waits ? "phone" : "kept");
  }

  isMine({ path, body }) {
    return path === PATH && new URLSearchParams(body).get("draft") === this.form.elements.draft.value;
  }

  async send(body, again = true) {
    const fields = new URLSearchParams(body);
    fields.set("csrf_token", this.form.elements.csrf_token.value);
    this.sending = new AbortController();
    const keepalive = body.length < MOST_AFTER_LEAVING;
    const answer = await fetch(PATH, { method: "POST", body: fields, redirect: "manual", keepalive, signal: this.sending.signal });
    if (answer.status === 400 && again) { // the page's token is old
      const { csrf_token: fresh } = await (await fetch("/offline/token", { redirect: "manual" })).json();
      this.form.elements.csrf_token.value = fresh;
      return this.send(body, false);
    }
    return answer.ok ? "kept" : answer.status === 401 ? "ended" : "lost";
  }

  say(state) {
    if (!this.isLeaving && this.textContent !== this.dataset[state]) this.textContent = this.dataset[state];
  }

  /** On the way out nothing more is kept. A text that no server takes stays on the page. */
  leave(event) {
    clearTimeout(this.timer);
    this.timer = this.since = undefined;
    this.isLeaving = new URLSearchParams(new FormData(this.form)).toString().length <= MOST_CHARACTERS;
    if (this.isLeaving) return this.sending?.abort();
    event.preventDefault();
    this.say("long");
  }

  async offer() {
    const template = document.getElementById("phone-draft");
    const begun = (await askWorker({ ask: "waiting" })).filter(({ path, body }) =>
      path === PATH && (new URLSearchParams(body).get("entry") ?? "") === this.about);
    for (const one of begun) {
      const card = template.content.firstElementChild.cloneNode(true);
      card.querySelector("[data-words]").textContent = one.words.join("\n").slice(0, 120);
      card.querySelector("[data-do=fill]").addEventListener("click", () => this.goOn(one, card));
      card.querySelector("[data-do=drop]").addEventListener("click", () => this.drop(one, card));
      template.before(card);
    }
  }

  async drop({ id }, card) {
    await askWorker({ ask: "delete", id });
    const next = card.nextElementSibling.querySelector("[data-do=fill]");
    card.remove();
    (next ?? document.getElementById("main")).focus();
  }

  goOn({ body }, card) {
    const fields = new URLSearchParams(body), here = this.form.elements.template.value, began = fields.get("template");
    if (began !== here) return location.assign(`/journals/new?template=${began}`);
    fill(this.form, fields);
    card.remove();
    this.form.elements.words.focus();
  }
}

/** Put the fields back as they were typed, under the name of the page where that was. */
function fill(form, fields) {
  for (const box of form.elements) {
    if (!box.name || (TOKENS.includes(box.name) && box.name !== "draft")) continue;
    if (["radio", "checkbox"].includes(box.type)) box.checked = fields.getAll(box.name).includes(box.value);
    else if (fields.has(box.name)) box.value = fields.get(box.name);
    if (box.checked || (box.value && box.type !== "radio" && box.type !== "checkbox")) box.closest("details")?.setAttribute("open", "");
  }
  form.querySelector("drawing-pad")?.restore();
  form.dispatchEvent(new Event("input"));
}

customElements.define("draft-keeper", DraftKeeper);
