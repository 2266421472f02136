// Passkeys: the browser asks whether it is the person, and what it answers travels in a plain form.

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
const can = "PublicKeyCredential" in globalThis && "credentials" in navigator;

// Where the browser cannot read and write the JSON of a question by itself, the two parts that matter are done here.
const asked = (question) => ({
  ...question,
  challenge: bytes(question.challenge),
  ...(question.user && { user: { ...question.user, id: bytes(question.user.id) } }),
  ...(question.excludeCredentials && {
    excludeCredentials: question.excludeCredentials.map((one) => ({ ...one, id: bytes(one.id) })),
  }),
});

const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const answered = ({ id, rawId, type, response }) => JSON.stringify({
  id, rawId: text(rawId), type,
  response: Object.fromEntries(["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]
    .filter((name) => response[name]).map((name) => [name, text(response[name])])),
});

class Passkey extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.hidden = !can;
    if (!can) return this.without?.();
    this.form.addEventListener("submit", (event) => {
      if (this.form.elements.credential.value) return;
      event.preventDefault();
      this.answer();
    });
  }

  async answer() {
    const failed = this.querySelector(".error");
    failed.hidden = true;
    try {
      this.form.elements.credential.value = answered(await this.ask());
      this.form.requestSubmit();
    } catch {
      failed.textContent = this.dataset.failed;
      failed.hidden = false;
    }
  }
}

customElements.define("passkey-form", class extends Passkey {
  async ask() {
    const answer = await fetch(this.dataset.question, {
      method: "POST",
      body: new URLSearchParams({ csrf_token: this.form.elements.csrf_token.value }),
    });
    if (!answer.ok) throw new Error("no question");
    // What the person chose on the page beside it goes along.
    const own = document.querySelector("input[name=own_phone]");
    if (own?.checked && !this.form.elements.own_phone) {
      this.form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "own_phone", value: "y" }));
    }
    return navigator.credentials.get({ publicKey: asked(await answer.json()) });
  }
});

customElements.define("passkey-maker", class extends Passkey {
  connectedCallback() {
    super.connectedCallback();
    this.querySelector("[data-without]").hidden = can;
    this.form.hidden = !can;
    this.hidden = false;
  }

  ask() {
    // With PRF the same passkey can later open the app lock, where the phone has it.
    const question = { ...asked(JSON.parse(this.dataset.question)), extensions: { prf: {} } };
    return navigator.credentials.create({ publicKey: question });
  }
});
