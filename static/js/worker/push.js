// Notifications: shown, pressed, and the subscription renewed.
/* global NEUTRAL */

const ANSWERED_WITHIN = 4000; // ms: after that the page opens, where the person can say it themselves
const REMINDER = /^\/reminders\/[0-9a-z]{26}$/;

// Every push shows something: iOS ends a subscription after pushes that do not.
async function notify(data) {
  const { notification, app_badge } = message(data);
  const { title, body, navigate, tag, lang, actions } = { ...NEUTRAL, ...notification };
  const { icon, badge } = NEUTRAL;
  const buttons = buttonsOf(actions);
  await registration.showNotification(title, { body, tag, lang, dir: "auto", icon, badge, actions: buttons, data: { navigate, buttons } });
  await markIcon(app_badge);
}

// A Declarative Web Push message; empty when it cannot be read.
function message(data) {
  try {
    return data.json() ?? {};
  } catch {
    return {};
  }
}

// As many as this phone shows: elsewhere the page that opens has the same.
function buttonsOf(actions) {
  if (!Array.isArray(actions)) return [];
  const most = globalThis.Notification?.maxActions ?? 0;
  const whole = actions.filter((one) => one?.action && one.title);
  return whole.slice(0, most).map(({ action, title, navigate }) => ({ action: `${action}`, title: `${title}`, navigate }));
}

// Whoever looks at the app already sees what there is; a page that opens puts its own number in place of this one.
async function markIcon(number) {
  const windows = await clients.matchAll({ type: "window", includeUncontrolled: true });
  if (!Number.isInteger(number) || windows.some((window) => window.visibilityState === "visible")) return;
  await navigator.setAppBadge?.(number).catch(() => {}); // not installed
}

async function press({ notification, action }) {
  notification.close();
  const { navigate, buttons = [] } = notification.data ?? {};
  const button = buttons.find((one) => one.action === action);
  if (!button || action === "opened") return open(navigate);
  const { pathname } = new URL(ownAddress(button.navigate));
  const taken = REMINDER.test(pathname) && await answer(`${pathname}/answers`, action).catch(() => false);
  return taken || open(button.navigate);
}

// Told to the server or, without a network, kept in the outbox of an own phone. False where nobody is signed in.
async function answer(path, words) {
  const fields = new URLSearchParams({ answer: words, once: crypto.randomUUID() });
  try {
    return await Promise.race([tellServer(path, fields), tooLate(ANSWERED_WITHIN)]);
  } catch {
    return keepAnswer(path, fields);
  }
}

async function tellServer(path, fields) {
  const signedIn = await whoIsSignedIn();
  if (!signedIn) return false;
  const form = { path, body: fields.toString(), key: await keyOf(path, fields), at: Date.now() };
  return isDone(await post(form, signedIn.csrf_token));
}

// An own phone is one that keeps pages.
async function keepAnswer(path, fields) {
  const who = await owner();
  if (!await read("keys", `pages ${who}`)) return false;
  const key = await keyOf(path, fields); // as it was perhaps sent already
  fields.set("writer", who);
  const kept = await putIn(path, fields, key);
  await sendInBackground();
  return kept !== null;
}

async function open(navigate) {
  const address = ownAddress(navigate);
  const windows = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const already = windows.find((window) => window.url === address);
  // Never send another window there: somebody may be writing in it.
  return already ? already.focus() : clients.openWindow(address);
}

// Only a path is used, so a notification cannot lead away from here.
function ownAddress(navigate) {
  try {
    const { pathname, search, hash } = new URL(navigate);
    if (pathname.startsWith("/")) return location.origin + pathname + search + hash;
  } catch {
    // Not an address.
  }
  return `${location.origin}/`;
}

// Best effort, and rarely called: pages look after the subscription each time they are opened.
async function subscribeAgain({ oldSubscription }) {
  const options = oldSubscription?.options;
  if (options) await registration.pushManager.subscribe(options);
}
