// <reminder-bar>: tells the server, once, that a reminder was opened. Its buttons are a plain form.

customElements.define("reminder-bar", class extends HTMLElement {
  connectedCallback() {
    const fields = new URLSearchParams(new FormData(this.querySelector("form")));
    fields.set("answer", "opened");
    fields.set("once", crypto.randomUUID()); // the form's own is for the button that may be pressed next
    fetch(this.querySelector("form").action, { method: "POST", body: fields, redirect: "manual" }).catch(() => {});
    const address = new URL(location);
    address.searchParams.delete("reminder"); // the page is not opened from a reminder twice
    history.replaceState(history.state, "", address);
  }
});
