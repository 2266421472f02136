// What the worker keeps of a person, in IndexedDB and sealed: AES-GCM, keys that no script can read out, and the
// place of each text bound to it. Every function here fails where there is no storage; the callers then do without.

const STORES = { keys: {}, facts: {}, pages: { keyPath: "address" }, outbox: { keyPath: "id", autoIncrement: true } };

let opened;

async function database() {
  opened ??= openDatabase();
  try {
    return await opened;
  } catch (error) {
    opened = undefined;
    throw error;
  }
}

function openDatabase() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open("phone", 1);
    asked.onupgradeneeded = () => {
      for (const [name, options] of Object.entries(STORES)) asked.result.createObjectStore(name, options);
    };
    asked.onerror = () => reject(asked.error);
    asked.onsuccess = () => {
      asked.result.onclose = () => { opened = undefined; }; // the browser cleared it away
      resolve(asked.result);
    };
  });
}

// Done means written to the disk, not only handed to it: the words in the outbox may be the only copy.
async function inStore(name, mode, act) {
  const transaction = (await database()).transaction(name, mode, { durability: "strict" });
  const request = act(transaction.objectStore(name));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error);
  });
}

const read = (name, key) => inStore(name, "readonly", (store) => store.get(key));
const readAll = (name) => inStore(name, "readonly", (store) => store.getAll());
const keysOf = (name) => inStore(name, "readonly", (store) => store.getAllKeys());
const write = (name, value, key) => inStore(name, "readwrite", (store) => store.put(value, key));
const remove = (name, key) => inStore(name, "readwrite", (store) => store.delete(key));
const clear = (name) => inStore(name, "readwrite", (store) => store.clear());

async function seal(keyName, place, text) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const key = await navigator.locks.request("keys", () => keyNamed(keyName));
  const how = { name: "AES-GCM", iv, additionalData: bytesOf(`${keyName} ${place}`) };
  return { iv, sealed: await crypto.subtle.encrypt(how, key, bytesOf(text)) };
}

async function unseal(keyName, place, { iv, sealed }) {
  const how = { name: "AES-GCM", iv, additionalData: bytesOf(`${keyName} ${place}`) };
  return new TextDecoder().decode(await crypto.subtle.decrypt(how, await read("keys", keyName), sealed));
}

async function keyNamed(name) {
  const kept = await read("keys", name);
  if (kept) return kept;
  const key = await lockOf()
    ? await lockedKey(name)
    : await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  await write("keys", key, name);
  return key;
}

// Also the copy of it that waits for the app lock.
async function forgetKey(name) {
  await remove("keys", name);
  await remove("facts", `wrapped ${name}`);
}

const bytesOf = (text) => new TextEncoder().encode(text);
