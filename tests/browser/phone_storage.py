"""Looking into what a phone keeps, as somebody with its tools would."""

from playwright.sync_api import Page

_EVERYTHING = """async () => {
  const said = [];
  const decoded = (value) => new TextDecoder("utf-8", { fatal: false }).decode(value);
  const flat = (value) => {
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return decoded(value);
    if (value instanceof CryptoKey) return `key(${value.extractable ? "extractable" : "sealed in"})`;
    if (value && typeof value === "object") return Object.entries(value).map(([k, v]) => `${k}=${flat(v)}`).join(" ");
    return String(value);
  };
  const all = (request) => new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
  const stores = {};
  for (const { name } of await indexedDB.databases()) {
    const database = await all(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      const open = database.transaction(store).objectStore(store);
      const [keys, values] = [await all(open.getAllKeys()), await all(open.getAll())];
      stores[store] = keys.map((key, index) => `${key}: ${flat(values[index])}`);
    }
    database.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const answer = await cache.match(request);
      said.push(`${request.url} ${await answer.text()}`);
    }
  }
  return { ...stores, caches: said };
}"""


def kept_by(page: Page) -> dict[str, list[str]]:
    """Each store of IndexedDB (keys, facts, pages, outbox) and the caches, as lists of text."""
    return {"keys": [], "facts": [], "pages": [], "outbox": []} | page.evaluate(_EVERYTHING)


def addresses_kept(page: Page) -> set[str]:
    return {line.split(": ")[0] for line in kept_by(page)["pages"]}
