// Push messages in this browser: the page of notifications turns them on and off.

const SCOPE = "/account/notifications/";

export async function watchPush(): Promise<void> {
  const panel = document.querySelector<HTMLElement>("[data-push]");
  if (!panel) return;
  const say = (text: string): void => {
    panel.querySelector("[data-push-state]")!.textContent = text;
  };
  const on = panel.querySelector<HTMLButtonElement>("[data-push-on]")!;
  const off = panel.querySelector<HTMLButtonElement>("[data-push-off]")!;
  if (!("serviceWorker" in navigator) || !("PushManager" in window)) {
    say("This browser takes no push messages here. It needs HTTPS, and on a phone the page on the home screen.");
    return;
  }
  const show = (subscription: PushSubscription | null): void => {
    on.hidden = subscription !== null;
    off.hidden = subscription === null;
    say(subscription ? "Push messages come to this browser." : "Push messages do not come to this browser.");
  };
  const registration = await navigator.serviceWorker.register("/sw.js", { scope: SCOPE });
  const known = await registration.pushManager.getSubscription();
  if (known && !(await send(panel, known, "subscribe"))) await known.unsubscribe();
  show(await registration.pushManager.getSubscription());

  on.addEventListener("click", async () => {
    on.disabled = true;
    try {
      const key = bytesOf(panel.dataset.push!);
      const fresh = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
      if (await send(panel, fresh, "subscribe")) show(fresh);
      else {
        await fresh.unsubscribe();
        say("The server did not take the subscription. Try again later.");
      }
    } catch {
      say(Notification.permission === "denied"
        ? "This browser was told not to show notifications of this site. Allow them in its settings, then try again."
        : "The push service of this browser could not be reached. Try again later.");
    } finally {
      on.disabled = false;
    }
  });
  off.addEventListener("click", async () => {
    const subscription = await registration.pushManager.getSubscription();
    if (subscription) {
      await send(panel, subscription, "unsubscribe");
      await subscription.unsubscribe();
    }
    show(null);
  });
}

async function send(panel: HTMLElement, subscription: PushSubscription, act: string): Promise<boolean> {
  const { endpoint, keys } = subscription.toJSON();
  const body = new URLSearchParams({ endpoint: endpoint ?? "", p256dh: keys?.p256dh ?? "", auth: keys?.auth ?? "", act });
  body.set("csrfmiddlewaretoken", document.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")!.value);
  const answer = await fetch(panel.dataset.pushUrl!, { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
  return answer.ok;
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}
