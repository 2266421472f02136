// <print-page>: a button that prints. Without JavaScript the hint beside it tells where the browser's own is.
customElements.define("print-page", class extends HTMLElement {
  connectedCallback() {
    const [button, hint] = [this.querySelector("button"), this.querySelector("p")];
    button.hidden = false;
    hint.hidden = true;
    button.addEventListener("click", () => print());
  }
});
