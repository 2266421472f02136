// <card-picker>: says how many cards are picked, and lets no more be picked than asked for.
class CardPicker extends HTMLElement {
  connectedCallback() {
    this.cards = [...this.querySelectorAll("[type=checkbox]")];
    this.said = this.querySelector("[data-said]");
    this.addEventListener("change", () => this.count());
    this.count();
  }

  count() {
    const picked = this.cards.filter((card) => card.checked).length, most = Number(this.dataset.most);
    for (const card of this.cards) card.disabled = !card.checked && picked >= most;
    this.said.textContent = this.dataset.count.replace("{now}", picked).replace("{all}", most);
  }
}

customElements.define("card-picker", CardPicker);
