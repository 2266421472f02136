// <push-switch>: reminders on or off for this phone. The permission is asked for only after the tap on
// "Turn on", which the page has explained. Which words to show is the server's; this only unhides them.
import { isAppleTouch, isInstalled } from "./phone.js";

class PushSwitch extends HTMLElement {
  connectedCallback() {
    this.querySelector("[data-do=on]").addEventListener("click", (event) => this.press(event, () => this.turnOn()));
    this.querySelector("[data-do=off]").addEventListener("click", (event) => this.press(event, () => this.turnOff()));
    this.check().catch(() => this.show("failed"));
  }

  // Browsers rarely say when a subscription ended or changed, so look again at each visit.
  async check() {
    if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) {
      if (isAppleTouch()) return this.show(isInstalled() ? "update" : "install");
      return this.show("unsupported");
    }
    if (Notification.permission === "denied") return this.show("blocked");
    const subscription = await this.current();
    if (!subscription || Notification.permission !== "granted") return this.show("off");
    await this.tell(subscription);
    this.show("on");
  }

  async turnOn() {
    const answer = await Notification.requestPermission();
    if (answer === "denied") return this.show("blocked");
    if (answer !== "granted") return this.show("off");
    const registration = await navigator.serviceWorker.ready;
    const subscription = await this.current() ?? await registration.pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: bytesOf(this.dataset.serverKey),
    });
    await this.tell(subscription);
    location.reload(); // the page then lists this phone and what comes next
  }

  async turnOff() {
    const subscription = await this.current();
    await subscription?.unsubscribe();
    const remove = document.querySelector("[data-device].this form");
    if (remove) remove.requestSubmit();
    else this.show("off");
  }

  // The subscription of this browser, if it was made with this server's key; one with an old key is of no use.
  async current() {
    const registration = await navigator.serviceWorker.getRegistration();
    const subscription = await registration?.pushManager.getSubscription();
    if (!subscription) return null;
    const key = subscription.options?.applicationServerKey;
    if (!key || sameBytes(new Uint8Array(key), bytesOf(this.dataset.serverKey))) return subscription;
    await subscription.unsubscribe();
    return null;
  }

  async tell(subscription) {
    const answer = await fetch(this.dataset.url, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.dataset.token },
      body: JSON.stringify(subscription),
    });
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    const row = document.querySelector(`[data-device="${(await answer.json()).id}"]`);
    if (!row) return;
    row.classList.add("this");
    row.querySelector("[data-this]").hidden = false;
  }

  async press(event, act) {
    const button = event.currentTarget;
    button.disabled = true;
    try {
      await act();
    } catch {
      this.show("failed");
    } finally {
      button.disabled = false;
    }
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

function bytesOf(base64url) {
  const text = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

const sameBytes = (one, other) => one.length === other.length && one.every((byte, index) => byte === other[index]);

customElements.define("push-switch", PushSwitch);
