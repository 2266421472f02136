// <copy-text>: a button that copies the text of the box beside it. Without JavaScript the text is selected by hand.
customElements.define("copy-text", class extends HTMLElement {
  connectedCallback() {
    const [box, button] = [this.querySelector("textarea"), this.querySelector("button")];
    box.addEventListener("focus", () => box.select());
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(box.value);
      button.textContent = this.dataset.done;
    });
  }
});
