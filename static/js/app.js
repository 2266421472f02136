// Small manners for every page. Nothing here is needed to do a job.

import "./pwa.js";
import "./outbox.js";

// One press, one sending: a second submit is ignored until the answer comes.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.pending) return event.preventDefault();
  form.dataset.pending = "true";
  event.submitter?.setAttribute("aria-disabled", "true");
});

// Away from home, Today offers to go by the phone's clock (accounts/zones.py). As long as the browser is open.
document.cookie = `zone=${Intl.DateTimeFormat().resolvedOptions().timeZone}; path=/; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;

// Leave quickly: the page is gone at once, and the Back button does not lead to it. Three times Escape does the same.
const leave = document.querySelector(".leave");
const escapes = [];
const go = (event) => {
  event?.preventDefault();
  document.body.hidden = true;
  document.title = "";
  location.replace(leave.dataset.to);
};
leave?.addEventListener("click", go);
leave && addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return void (escapes.length = 0);
  escapes.push(event.timeStamp);
  if (escapes.length > 2 && event.timeStamp - escapes.at(-3) < 1500) go();
});

// A page that returns by the Back button must be usable again.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-pending]")) {
    delete form.dataset.pending;
    form.querySelector("[aria-disabled]")?.removeAttribute("aria-disabled");
  }
});

// After a refused form, start at what needs another look.
document.getElementById("error-summary")?.focus();

// A live region speaks only of what changes after it exists.
const messages = document.querySelector(".messages");
if (messages?.children.length) {
  const said = [...messages.children];
  setTimeout(() => messages.replaceChildren(...said), 150);
}
