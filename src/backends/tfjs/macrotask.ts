/** Turns of the event loop that hidden tabs do not slow down: messages, not timers or animation frames. */

const waiting: (() => void)[] = [];
const channel = new MessageChannel();
channel.port1.onmessage = () => {
  waiting.shift()?.();
};

/** Settles in a later turn of the event loop; with `ms`, after about that long. */
export function macrotask(ms = 0): Promise<void> {
  return new Promise((resolve) => {
    if (ms > 0) setTimeout(resolve, ms);
    else {
      waiting.push(resolve);
      channel.port2.postMessage(0);
    }
  });
}
