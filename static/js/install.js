// Onto the home screen: <install-offer> offers it quietly until it is put away, <install-guide> shows the way that
// fits this phone. Where the browser can ask the person itself it says so with an event; Apple's cannot.

import { isAppleTouch, isInstalled } from "./phone.js";

const LATER = "install=later"; // a cookie, because signing out clears all other storage of the phone
const A_YEAR = 365 * 24 * 3600;

// The button that was pressed is gone: go on where the page begins.
const readOn = () => document.getElementById("main").focus();

class ToInstall extends HTMLElement {
  connectedCallback() {
    if (isInstalled()) return this.show("installed");
    addEventListener("beforeinstallprompt", this);
    addEventListener("appinstalled", this);
    this.addEventListener("click", ({ target }) => this[target.closest("[data-do]")?.dataset.do]?.());
    this.show(isAppleTouch() ? "apple" : "other");
  }

  disconnectedCallback() {
    removeEventListener("beforeinstallprompt", this);
    removeEventListener("appinstalled", this);
  }

  handleEvent(event) {
    if (event.type === "appinstalled") return this.show("installed");
    event.preventDefault(); // the browser's own bar would lie over what somebody reads
    this.prompt = event;
    this.show("prompt");
  }

  async install() {
    const { outcome } = await this.prompt.prompt();
    this.show(outcome === "accepted" ? "installed" : "other"); // a browser's question can be asked only once
    readOn();
  }

  show(way) {
    for (const part of this.querySelectorAll("[data-way]")) part.hidden = part.dataset.way !== way;
    if (this.contains(document.activeElement.closest("[hidden]"))) readOn();
  }
}

customElements.define("install-guide", class extends ToInstall {});

customElements.define("install-offer", class extends ToInstall {
  show(way) {
    this.hidden = !["prompt", "apple"].includes(way) || document.cookie.includes(LATER);
    super.show(way);
  }

  later() {
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = `${LATER}; max-age=${A_YEAR}; path=/; samesite=lax${secure}`;
    this.hidden = true;
    readOn();
  }
});
