// The service worker: shows what is pushed and opens what it is about. It keeps nothing and stands between nothing.

type Message = { title: string; body: string; url: string; tag: string };
type Waiting = { waitUntil(work: Promise<unknown>): void };
type PushEvent = Waiting & { data: { json(): Message } | null };
type ClickEvent = Waiting & { notification: Notification & { data: { url: string } } };
type WorkerScope = {
  addEventListener(name: "push", listen: (event: PushEvent) => void): void;
  addEventListener(name: "notificationclick", listen: (event: ClickEvent) => void): void;
  registration: { showNotification(title: string, options: NotificationOptions): Promise<void> };
  clients: { openWindow(url: string): Promise<unknown> };
};

const worker = self as unknown as WorkerScope;

worker.addEventListener("push", (event) => {
  const message = event.data?.json();
  if (!message) return;
  const options = { body: message.body, tag: message.tag, data: { url: message.url } };
  event.waitUntil(worker.registration.showNotification(message.title, options));
});

worker.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const url = new URL(event.notification.data.url, location.origin);
  if (url.origin === location.origin) event.waitUntil(worker.clients.openWindow(url.href));
});
