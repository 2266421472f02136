// What waits on this phone to be sent: <outbox-line> says how much, <outbox-list> shows it. The worker holds it; a
// page asks, and has it send when the page opens and when the network comes back.

/** Ask the worker; it answers with what waits then. Nothing waits where there is no worker. */
export async function askWorker(message) {
  const registration = await navigator.serviceWorker?.getRegistration();
  if (!registration?.active) return [];
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(data);
    registration.active.postMessage(message, [port2]);
  });
}

// Ask the browser not to clear this phone's storage away: now that it holds the only copy of something, and not before,
// for some browsers put the question to the person.
let isHeld;
function askToHold() {
  const { storage } = navigator;
  isHeld ??= storage?.persisted?.().then((already) => already || storage.persist());
}

class WaitingWords extends HTMLElement {
  connectedCallback() {
    this.look = () => askWorker({ ask: "waiting" }).then((entries) => {
      this.show(entries);
      if (entries.length) askToHold();
    });
    navigator.serviceWorker?.addEventListener("message", this.look);
    this.look();
  }

  disconnectedCallback() {
    navigator.serviceWorker?.removeEventListener("message", this.look);
  }
}

customElements.define("outbox-line", class extends WaitingWords {
  show(entries) {
    if (!entries.length && this.contains(document.activeElement)) document.getElementById("main").focus();
    this.hidden = !entries.length;
    this.querySelector("[data-count]").textContent = entries.length;
  }
});

customElements.define("outbox-list", class extends WaitingWords {
  show(entries) {
    const told = JSON.stringify(entries);
    if (told === this.told) return; // a "Really?" that is open stays open
    this.told = told;
    const list = this.querySelector("ul"), none = this.querySelector("[data-none]");
    const left = this.pressed ?? document.activeElement.closest("outbox-list li"), at = [...list.children].indexOf(left);
    list.replaceChildren(...entries.map((entry) => this.row(entry)));
    none.hidden = entries.length > 0;
    if (left) (this.rowOf(left.dataset.id) ?? list.children[at] ?? list.lastElementChild ?? none).focus();
  }

  rowOf(id) {
    return [...this.querySelectorAll("li")].find((row) => row.dataset.id === id);
  }

  // A row of the page's own template; only text is put in.
  row({ id, at, refused, reason, path, isShared, words, ratings }) {
    const row = this.querySelector("template").content.firstElementChild.cloneNode(true);
    const part = (name) => row.querySelector(`[data-${name}]`);
    row.dataset.id = id;
    const kind = path.startsWith("/exercises/") ? "exercise" : path.startsWith("/reminders/") ? "reminder"
      : path.startsWith("/assessments/") ? "questionnaire"
      : path.endsWith("/check-ins") ? "check-in" : path.endsWith("/drafts") ? "draft" : "entry";
    for (const name of row.querySelectorAll("[data-kind]")) name.hidden = name.dataset.kind !== kind;
    part("at").textContent = new Date(at).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
    part("words").textContent = words.join("\n");
    part("words").hidden = !words.length;
    part("ratings").hidden = !ratings.length;
    part("ratings").querySelector("span").textContent = ratings.join(" · ");
    part(isShared ? "shared" : "private").hidden = false;
    part("refused").hidden = !refused;
    if (reason) part("reason").textContent = reason;
    part("again").addEventListener("click", () => this.press(row, { ask: "send again", id }));
    part("delete").addEventListener("click", () => {
      part("really").hidden = false;
      part("really").querySelector("button").focus();
    });
    part("really").querySelector("button").addEventListener("click", () => this.press(row, { ask: "delete", id }));
    return row;
  }

  // The row goes: the focus stays with its words, or goes on to those that take their place.
  async press(row, message) {
    this.pressed = row;
    this.show(await askWorker(message));
    this.pressed = null;
  }
});

// A number on the app's icon where there is one: what waits here, and answers that this page shows as not yet read.
// A page without either takes it away; so does the page after signing out.
function markIcon(entries) {
  const number = entries.length + document.querySelectorAll("[data-unread]").length;
  (number ? navigator.setAppBadge?.(number) : navigator.clearAppBadge?.())?.catch(() => {}); // not installed
}

const count = () => askWorker({ ask: "waiting" }).then(markIcon);
navigator.serviceWorker?.addEventListener("message", count);
document.addEventListener("visibilitychange", () => document.hidden || count()); // a reminder may have marked it
count();

const send = () => askWorker({ ask: "send" });
addEventListener("online", send);
addEventListener("load", send); // seeing the page comes first
