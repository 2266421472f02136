// <push-switch>: reminders on or off for this phone. The permission is asked for only after the tap on
// "Turn on", which the page has explained. Which words to show is the server's; this only unhides them. The worker knows
// whether reminders come here, and for whom (js/worker/push.js).
import { askWorker } from "./outbox.js";
import { isAppleTouch, isInstalled } from "./phone.js";

class PushSwitch extends HTMLElement {
  connectedCallback() {
    this.querySelector("[data-do=on]").addEventListener("click", (event) => this.press(event, () => this.turnOn()));
    this.querySelector("[data-do=off]").addEventListener("click", (event) => this.press(event, () => this.turnOff()));
    this.check().catch(() => this.show("failed"));
  }

  async check() {
    if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) {
      if (isAppleTouch()) return this.show(isInstalled() ? "update" : "install");
      return this.show("unsupported");
    }
    if (Notification.permission === "denied") return this.show("blocked");
    const id = await askWorker({ ask: "reminders?" });
    if (id === "failed") return this.show("failed");
    const row = document.querySelector(`[data-device="${id}"]`);
    if (!row) return this.show("off");
    row.classList.add("this");
    row.querySelector("[data-this]").hidden = false;
    this.show("on");
  }

  // Always a new subscription: one that is there may be old, or another person's.
  async turnOn() {
    const answer = await Notification.requestPermission();
    if (answer === "denied") return this.show("blocked");
    if (answer !== "granted") return this.show("off");
    const { pushManager } = await navigator.serviceWorker.ready;
    await (await pushManager.getSubscription())?.unsubscribe();
    await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: this.dataset.serverKey });
    if (await askWorker({ ask: "reminders on" }) !== true) throw new Error("the server was not told");
    location.reload(); // the page then lists this phone and what comes next
  }

  async turnOff() {
    await askWorker({ ask: "reminders off" });
    document.querySelector("[data-device].this form").requestSubmit();
  }

  // It is not disabled meanwhile: that would take the focus away, and a browser's question may stand for long.
  async press(event, act) {
    const button = event.currentTarget;
    if (button.ariaDisabled) return;
    button.ariaDisabled = "true";
    try {
      await act();
    } catch {
      this.show("failed");
    } finally {
      button.ariaDisabled = null;
      this.focusOn(button);
    }
  }

  // Where the button has gone, what came in its place has the focus.
  focusOn(button) {
    const shown = this.querySelector("[data-state]:not([hidden])");
    shown.tabIndex = -1;
    (button.closest("[hidden]") ? shown : button).focus();
  }

  // After a failure the button stays, so that it can be tried again.
  show(state) {
    if (this.classList.contains("checking")) this.style.minBlockSize = `${this.offsetHeight}px`; // what is below stays
    this.classList.remove("checking");
    for (const part of this.querySelectorAll("[data-state]")) {
      const keep = state === "failed" && part.querySelector("[data-do]") && !part.hidden;
      part.hidden = part.dataset.state !== state && !keep;
    }
  }
}

customElements.define("push-switch", PushSwitch);
