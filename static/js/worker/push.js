// Notifications: shown, pressed, and the subscription renewed.
/* global NEUTRAL */

// Every push shows something: iOS ends a subscription after pushes that do not.
async function notify(data) {
  const { title, body, navigate, tag, lang } = { ...NEUTRAL, ...message(data) };
  const { icon, badge } = NEUTRAL;
  await registration.showNotification(title, { body, tag, lang, dir: "auto", icon, badge, data: { navigate } });
}

// The notification of a Declarative Web Push message; empty when it cannot be read.
function message(data) {
  try {
    return data.json().notification;
  } catch {
    return {};
  }
}

async function open(notification) {
  notification.close();
  const address = ownAddress(notification.data?.navigate);
  const windows = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const already = windows.find((window) => window.url === address);
  // Never send another window there: somebody may be writing in it.
  return already ? already.focus() : clients.openWindow(address);
}

// Only a path is used, so a notification cannot lead away from here.
function ownAddress(navigate) {
  try {
    const { pathname, search } = new URL(navigate);
    if (pathname.startsWith("/")) return location.origin + pathname + search;
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
