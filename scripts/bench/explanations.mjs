/** The words of BENCHMARKS.md between its tables. */

export const explanations = {
  title: `# Benchmarks

Written by \`npm run bench -- --write\`; run it again on your own machine. All times are milliseconds for one training
step (forward, loss, derivatives, Adam's update) and all figures are from one run, so that ratios mean something. How
they are taken is told [at the end](#how-it-is-measured).

## The machine and what ran on it`,

  aims: `## Aims

The fastest tfjs without a GPU is the fastest of its \`cpu\` and \`wasm\` backends, in \`model.fit\` and in a hand-written
loop. The fastest Keras 3 is the fastest of its JAX and PyTorch backends, in \`fit\` and in a bare loop of its own training
step. *Faster* is their time over ours.`,

  sides: `## All sides on the processor

*fit* is the library's own \`fit\`. *lean* is a hand-written loop: operations called directly, no layers, nothing read
before the end. *step* is a bare loop of Keras' own training step, compiled by JAX where that is its backend. brain.js
updates after each row and knows neither these activations nor this loss: its time is that of as many rows as a batch
has, in a network of the same widths.`,

  gpu: `## WebGL and WebGPU

On a machine without a graphics card these run on the browser's software driver: the times say how much each side asks
of the driver, not how fast a card would be.`,

  limits: `## What the machine can do

Arithmetic in WebAssembly that never leaves the registers, memory read and written by a sum of two arrays with working
sets of several sizes, and a large product in native libraries.`,

  bounds: `### How near each model comes

Operations and bytes of a step are counted from its program: bytes with everything pointwise fused into what it follows,
weights and optimizer state read and written once. The bound is the time that the machine's peak (all threads, best
instructions) needs for the operations or for the bytes, whichever is longer. No program reaches it. Products come
to about nine tenths: a tile of four by eight numbers is as large as engines compile without spilling registers, and its
loop reads memory too. Exponentials and divisions count as several operations but run at a fraction of the peak. What is
pointwise passes through caches: activations other than relu are a pass of their own after a product.
Where the aims need less time than the bound, this machine cannot reach them in a browser.`,

  gains: `## What parts of the engine bring

A step without the part over a step with everything, one model per row. All of a row are ready in one worker and take turns
of 40 milliseconds; of each the least time of a turn counts.`,

  starts: `## Start and memory

*Compile* is planning, tracing, differentiating, compiling; *again* is the same on a fresh backend at the end, when the
browser has compiled all of the code that does it. *First step done* counts from nothing but loaded code to the
end of the first step, compilation included; the column beside it is the fastest tfjs. *Planned* is the highest number
of bytes alive in a step by the program, its data set included; *process* is by how much the memory of the page's
process grew at most, engine, code and data included (Linux tells).`,

  presses: `## From the press of Train to the first step

The app's own training worker, called as the page calls it, on the WebAssembly backend; the best of three presses, each in a
fresh page. *Cold*: the worker is started by the press, and gets its data after. *Nothing made ready*: the worker has come
up and practised, and has the data. *Right after an edit*: besides, a run was made ready, of the model before one of its
layers was made larger. *Made ready*: what the page has done when nobody edited for a quarter of a second.`,

  others: `## Streaming, the page, loading

What watching costs, what a visitor waits for, how fast files are read.`,

  failures: `## What did not run, and why`,

  method: `## How it is measured

- One model at a time, one side at a time. Each browser side has a page, a process and a worker of its own; native sides
  run in Python processes with two threads (PyTorch: with one as well, the better counts), held to two cores on Linux.
- The same batch size, the same architecture, Adam with Keras' defaults, Keras' initial weights or others of like size.
  Data lies ready in memory on each side: drawn beforehand, cut into batches where the side allows it.
- Each side is warmed: first steps compile and allocate and are not counted. Then epochs of many steps are timed, each
  ended by reading its loss, and the median is taken. An epoch lasts about 100 ms.
- Strata and the \`fit\`s compute accuracy besides the loss; lean loops, jax-js and PyTorch only the loss. Lean tfjs and
  jax-js leave out the moving averages of batch normalisation.
- tfjs' wasm backend and jax-js may use threads, as Strata may; tfjs' wasm backend lacks some kernels that derivatives
  need, so that it cannot train some models.
- A side that fails or takes too long is named with its reason, and the others go on.
- Other programs on the machine disturb small times most. Run it on an idle machine.`,
};
