/** Gives the worker's event loop a turn: a message to itself, which no tab throttles and no animation frame delays. */
const channel = new MessageChannel();
const waiting: (() => void)[] = [];
channel.port1.onmessage = () => {
  waiting.shift()?.();
};

export function macrotask(): Promise<void> {
  return new Promise((settle) => {
    waiting.push(settle);
    channel.port2.postMessage(null);
  });
}
