// The app lock: the page that sets it and the page that it shows. The worker does the locking (js/worker/lock.js).

import { askWorker as ask } from "./outbox.js";

const SHORTEST = 6;

// 32 bytes that only this passkey makes of this salt, after the phone has asked whether it is the person (WebAuthn PRF).
async function bytesOfPasskey(salt, credential) {
  const answer = await navigator.credentials.get({ publicKey: {
    challenge: crypto.getRandomValues(new Uint8Array(32)), // nobody checks it: the bytes are what matters
    userVerification: "required",
    allowCredentials: credential ? [{ type: "public-key", id: credential }] : [],
    extensions: { prf: { eval: { first: salt } } },
  } });
  const bytes = answer.getClientExtensionResults().prf?.results?.first;
  if (!bytes) throw new Error("this passkey makes no bytes");
  return { secret: new Uint8Array(bytes), credential: answer.rawId };
}

const canUsePasskeys = "PublicKeyCredential" in globalThis;

class WithLock extends HTMLElement {
  part(name) {
    return this.querySelector(`[data-${name}]`);
  }

  say(text) {
    const place = this.querySelector(".error");
    place.textContent = text;
    place.hidden = !text;
  }

  on(name, act) {
    this.part(name)?.addEventListener("submit", async (event) => {
      event.preventDefault();
      this.say("");
      try {
        await act(event.target);
      } catch {
        this.say(this.dataset.failed);
      }
    });
  }
}

customElements.define("app-lock", class extends WithLock {
  async connectedCallback() {
    if (!navigator.serviceWorker) return;
    const { how } = await ask({ ask: "lock?" });
    this.part("none").hidden = true;
    this.part("on").hidden = !how;
    this.part("off").hidden = Boolean(how);
    this.part("passkey").hidden = !canUsePasskeys;
    this.on("pin", () => this.withPin());
    this.on("passkey", () => this.withPasskey());
    this.on("lock", async () => {
      await ask({ ask: "lock" });
      location.reload();
    });
    this.on("remove", async () => this.answered(await ask({ ask: "remove lock" })));
  }

  async withPin() {
    const [pin, again] = ["pin", "again"].map((id) => this.querySelector(`#${id}`).value);
    if (!/^\d+$/.test(pin) || pin.length < SHORTEST || pin !== again) return this.say(this.dataset.short);
    const salt = crypto.getRandomValues(new Uint8Array(16));
    return this.answered(await ask({ ask: "set lock", how: "pin", secret: pin, salt }));
  }

  async withPasskey() {
    const salt = crypto.getRandomValues(new Uint8Array(32));
    const { secret, credential } = await bytesOfPasskey(salt);
    return this.answered(await ask({ ask: "set lock", how: "passkey", secret, salt, credential }));
  }

  answered(answer) {
    const said = { waiting: this.dataset.waiting, "not here": this.dataset.notHere };
    if (answer === "done") location.reload();
    else this.say(said[answer] ?? this.dataset.failed);
  }
});

customElements.define("app-unlock", class extends WithLock {
  async connectedCallback() {
    const lock = await ask({ ask: "lock?" });
    if (!lock.locked) return; // looked at for itself
    this.part(lock.how).hidden = false;
    this.querySelector("#pin").focus();
    this.on("pin", async () => this.answered(await ask({ ask: "unlock", secret: this.querySelector("#pin").value })));
    this.on("passkey", async () => {
      const { secret } = await bytesOfPasskey(lock.salt, lock.credential);
      this.answered(await ask({ ask: "unlock", secret }));
    });
    this.on("forget", async () => {
      await ask({ ask: "forget all" });
      location.replace("/sign-in");
    });
  }

  async answered(answer) {
    if (answer === "done") return location.reload();
    if (answer === "gone") return location.replace("/sign-in");
    this.querySelector("#pin").value = "";
    this.say(`${this.dataset.wrong} ${(await ask({ ask: "lock?" })).left}`);
  }
});
