// Installs the service worker. Every page does it, signed out too: signing out clears the worker away with the rest.

const WORKER = "/sw.js";

// The one door for script addresses (Trusted Types), and it lets one address through.
const policy = globalThis.trustedTypes?.createPolicy("waymark", {
  createScriptURL(address) {
    if (address !== WORKER) throw new TypeError(`not a script of ours: ${address}`);
    return address;
  },
});

if ("serviceWorker" in navigator) {
  const address = policy?.createScriptURL(WORKER) ?? WORKER;
  // Once the page is there: looking for a new version must not hold it up. Some browsers refuse in private windows; all
  // but offline and reminders works without it.
  addEventListener("load", () => navigator.serviceWorker.register(address, { updateViaCache: "none" }).catch(() => {}));
}

// A new version of the worker waits while pages of the old one are open. Never reload by ourselves: someone may be
// writing. <new-version> says so and leaves it to the person.
customElements.define("new-version", class extends HTMLElement {
  async connectedCallback() {
    const registration = await navigator.serviceWorker?.ready;
    if (!registration) return;
    this.offer(registration);
    registration.addEventListener("updatefound", () => {
      registration.installing?.addEventListener("statechange", () => this.offer(registration));
    });
    this.querySelector("button").addEventListener("click", () => {
      navigator.serviceWorker.addEventListener("controllerchange", () => location.reload());
      registration.waiting?.postMessage({ ask: "take over" });
    });
  }

  offer({ waiting }) {
    this.hidden = !waiting || !navigator.serviceWorker.controller;
  }
});
