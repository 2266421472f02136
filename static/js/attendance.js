// <mark-sheet>: "All present" without a way to the server and back, and a count of the names that have a choice.
class MarkSheet extends HTMLElement {
  connectedCallback() {
    this.rows = [...this.querySelectorAll(".mark")];
    this.querySelector("[name=fill]").addEventListener("click", (event) => {
      event.preventDefault();
      for (const row of this.rows.filter((one) => !this.isChosen(one))) {
        row.querySelector("[value=present]").checked = true;
      }
      this.count();
    });
    this.addEventListener("change", () => this.count());
    this.count();
  }

  isChosen(row) {
    return row.querySelector("[type=radio]:checked:not([value=''])") !== null;
  }

  count() {
    const chosen = this.rows.filter((row) => this.isChosen(row)).length;
    this.querySelector("[data-chosen]").textContent =
      this.dataset.count.replace("{now}", chosen).replace("{all}", this.rows.length);
  }
}

customElements.define("mark-sheet", MarkSheet);
