// Signing out: the keys first, then what they sealed, then the reminders of this phone, then the server. Words that
// were not sent yet are asked about before.

const SIGN_OUT = "/sign-out";
const LEAVING = "/offline/leaving";
const LEFT = "/offline/left";

async function leave(event) {
  const fields = new URLSearchParams(await event.request.text());
  const waiting = await whatWaits().catch(() => []);
  if (waiting.length && !fields.has("delete_waiting")) {
    return inShellWith(LEAVING, { "<!--token-->": escaped(fields.get("csrf_token") ?? "") });
  }
  const who = await owner().catch(() => null);
  await forgetOwner().catch(() => {});
  await endReminders(who).catch(() => {});
  try {
    return await signOut(fields.get("csrf_token"));
  } catch {
    await write("facts", true, "leaving").catch(() => {});
    return seeOther(LEFT);
  }
}

async function forgetOwner() {
  const who = await owner();
  await forgetKey(`outbox ${who}`);
  await onPages(async () => {
    await forgetPages();
    await forgetLock();
    await write("facts", NOBODY, "owner");
  });
  for (const one of await readAll("outbox")) if (one.who === who) await remove("outbox", one.id);
}

// The server asks the browser to clear everything away, unless something of somebody else is still here: words that wait,
// or their reminders.
async function signOut(token, mustStay = somethingOfOthers()) {
  return fetch(SIGN_OUT, {
    method: "POST",
    headers: { "Content-Type": FORM, ...await mustStay && { "X-Others-Wait": "1" } },
    body: new URLSearchParams({ csrf_token: token }).toString(),
    redirect: "manual",
  });
}

async function somethingOfOthers() {
  return (await keysOf("outbox").catch(() => [])).length > 0 || Boolean(await remindersHere());
}

// Somebody signed out while there was no network: the server hears of it before it gives another page, or gives none.
// What was theirs went then. To clear everything away now would take along this worker, for whose answer a page waits.
async function finishLeaving() {
  if (!await read("facts", "leaving").catch(() => false)) return false;
  const signedIn = await whoIsSignedIn();
  if (signedIn && (await signOut(signedIn.csrf_token, true)).type !== "opaqueredirect") throw new Error("not signed out");
  await remove("facts", "leaving");
  return true;
}
