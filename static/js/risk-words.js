// <risk-words>: shows a card with ways to help beside words that are listed. It happens on this phone alone: nothing is
// sent, nothing is kept, nobody is told. The list and its rules are those of webapp/journals/risk_words.py.

/** The words alone: small letters, no apostrophes, one blank between. */
export const plainWords = (text) => text.normalize("NFKC").toLowerCase()
  .replace(/['\u2018\u2019\u02bc]/g, "").replace(/[^\p{L}\p{N}\p{M}]+/gu, " ").trim();

/** Which help comes first for these texts: "medical", "help", or nothing. */
export function helpFor({ but_not, families }, texts) {
  let plain = texts.map((text) => ` ${plainWords(text)} `).join(" | ");
  for (const harmless of but_not) plain = plain.replaceAll(` ${harmless} `, " | ");
  const met = Object.values(families).filter(({ phrases }) => phrases.some((one) => plain.includes(` ${one} `)));
  return met.find((family) => family.leads_to === "medical")?.leads_to ?? met[0]?.leads_to;
}

customElements.define("risk-words", class extends HTMLElement {
  async connectedCallback() {
    const form = this.closest("form");
    const list = await (await fetch(this.dataset.phrases)).json();
    const look = () => {
      const found = helpFor(list, [...form.querySelectorAll("textarea, input[type=text]")].map((box) => box.value));
      for (const card of this.children) card.hidden = card.dataset.card !== found;
    };
    form.addEventListener("input", () => { clearTimeout(this.soon); this.soon = setTimeout(look, 600); });
    look();
  }
});
