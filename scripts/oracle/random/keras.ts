/** A Python process that answers what the real Keras makes of one case after another. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';

/** What Keras gives, or why it refuses. */
export type Answer = { readonly given: object } | { readonly error: string; readonly message: string };

const ROOT = join(import.meta.dirname, '..', '..', '..');

/** XLA tells at length when it has taken more than a second. */
const QUIET = { TF_CPP_MIN_LOG_LEVEL: '3' };

export class KerasProcess {
  private readonly child: ChildProcess;
  private readonly waiting: { settle: (a: Answer) => void; fail: (e: Error) => void }[] = [];

  constructor(python: string) {
    const env = { ...process.env, KERAS_BACKEND: 'jax', JAX_PLATFORMS: 'cpu', PYTHONUTF8: '1', ...QUIET };
    this.child = spawn(python, [join('scripts', 'oracle', 'serve.py')], {
      cwd: ROOT,
      env,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: this.child.stdout as NodeJS.ReadableStream });
    lines.on('line', (line) => this.waiting.shift()?.settle(JSON.parse(line) as Answer));
    this.child.on('exit', (code) => {
      for (const w of this.waiting.splice(0)) w.fail(new Error(`The Python process ended with ${code}.`));
    });
  }

  /** Answers come in the order of the questions. */
  ask(question: object): Promise<Answer> {
    return new Promise((settle, fail) => {
      this.waiting.push({ settle, fail });
      this.child.stdin?.write(`${JSON.stringify(question)}\n`);
    });
  }

  close(): void {
    this.child.stdin?.end();
  }
}
