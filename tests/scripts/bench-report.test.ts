/** Laws of the benchmark's rows and report: ratios, verdicts, bounds, and a document that hides no failure. */

import { describe, expect, it } from 'vitest';
import { bounds, holdsBack, rateFor, reachable } from '../../scripts/bench/limits.mjs';
import { report, short, table } from '../../scripts/bench/report.mjs';
import { comparison, type Row } from '../../scripts/bench/rows.mjs';
import { reasonOf, within } from '../../scripts/bench/sides.mjs';
import { fastest, fixedShare, leftOut, verdicts } from '../../scripts/bench/step-suite.mjs';
import { signatureOf } from '../../src/engine/feeder';
import { Traced } from '../../src/engine/traced';
import { planTraining } from '../../src/engine/training-plan';
import type { ModelGraph } from '../../src/graph/model';
import { programHash } from '../../src/ops/program-hash';
import { costsOf } from '../bench/costs';
import { median } from '../bench/measure';
import { batchesOf, drawRows, referenceModels, rowSize, sourcesOf } from '../bench/models';
import { edited } from '../bench/press';
import { compileOf, modelOf, prepareRows } from '../bench/subject';

const [model] = referenceModels;
if (!model) throw new Error('no reference models');

const timing = (stepMs: number) => ({ stepMs, firstStepMs: 2 * stepMs });
const figure = (suite: string, name: string, subject: string, value: number, unit: string): Row => ({
  suite,
  case: name,
  subject,
  value,
  unit,
});

const machineRows: Row[] = [
  figure('machine', 'WebAssembly, one thread', 'SIMD arithmetic', 40, 'GFLOP/s'),
  figure('machine', 'WebAssembly, 2 threads', 'SIMD arithmetic', 80, 'GFLOP/s'),
  figure('machine', 'WebAssembly, one thread', 'memory within 192 KiB', 50, 'GB/s'),
  figure('machine', 'WebAssembly, 2 threads', 'memory within 192 KiB', 100, 'GB/s'),
  figure('machine', 'WebAssembly, 2 threads', 'memory within 96 MiB', 20, 'GB/s'),
  figure('machine', 'JAX, 2 threads', 'product of 1024x1024 matrices', 900, 'GFLOP/s'),
];
const costRows: Row[] = [
  figure('cost', model.name, 'arithmetic', 80, 'MFLOP'),
  figure('cost', model.name, 'products', 60, 'MFLOP'),
  figure('cost', model.name, 'traffic', 0.1, 'MB'),
];

describe('a comparison', () => {
  it('has the time of the peer over ours as its ratio', () => {
    const row = { suite: 'step', case: 'a', subject: 'us', peer: 'them', subjectMs: 0.5, peerMs: 2 };
    expect(comparison(row).ratio).toBe(4);
  });

  it('is made with the fastest of each kind, GPUs and other libraries left out', () => {
    const peers = new Map([
      ['tfjs fit, cpu', timing(50)],
      ['tfjs lean, wasm', timing(20)],
      ['tfjs lean, webgpu', timing(1)],
      ['Keras JAX fit', timing(3)],
      ['Keras PyTorch step', timing(2)],
      ['PyTorch', timing(1)],
    ]);
    const rows = [...verdicts(model, timing(0.1), peers)];
    expect(rows).toMatchObject([
      { subject: 'best tfjs without a GPU', peer: 'tfjs lean, wasm', ratio: 200, aim: model.aims.tfjs },
      { subject: 'best Keras 3', peer: 'Keras PyTorch step', ratio: 20, aim: model.aims.keras },
    ]);
  });

  it('is left out where nothing of its kind finished', () => {
    expect([...verdicts(model, timing(1), new Map([['jax-js, wasm', timing(1)]]))]).toEqual([]);
    expect(fastest(new Map(), /./)).toBeUndefined();
  });
});

describe('limits', () => {
  it('are those of the whole machine in WebAssembly', () => {
    const peaks = reachable(machineRows);
    expect(peaks?.gflops).toBe(80);
    if (!peaks) return;
    expect(rateFor(peaks, 1000)).toBe(100);
    expect(rateFor(peaks, 10 << 20)).toBe(20);
    expect(rateFor(peaks, 1 << 30)).toBe(20);
  });

  it('are unknown without a measured machine', () => {
    expect(reachable(costRows)).toBeUndefined();
  });

  it('are the longer of the times for arithmetic and for memory', () => {
    const peaks = reachable(machineRows);
    if (!peaks) throw new Error('no peaks');
    const bound = bounds(costRows, model.name, peaks);
    expect(bound).toMatchObject({ arithmeticMs: 1, trafficMs: 0.001, ms: 1, productShare: 0.75 });
    if (!bound) return;
    expect(holdsBack(bound, 1.2, peaks)).toBe('arithmetic');
    expect(holdsBack({ ...bound, fixedShare: 80 }, 10, peaks)).toMatch(/80 %/);
    expect(holdsBack(bound, 10, peaks)).toMatch(/products at 6.0 of 80.0 GFLOP\/s/);
    expect(holdsBack({ ...bound, productShare: 0.2 }, 10, peaks)).toMatch(/80 % of the arithmetic is pointwise/);
  });

  it('tell work per step from work per row', () => {
    expect(fixedShare('a', 1, 2).value).toBe(0);
    expect(fixedShare('a', 1, 1).value).toBe(100);
    expect(fixedShare('a', 1, 1.5).value).toBe(50);
    expect(fixedShare('a', 1, 3).value).toBe(0);
  });

  it('leave out drivers of graphics, with a reason, in quick runs and for large steps only', () => {
    expect(leftOut(true, 'webgl', 60e6)).toMatch(/50 MFLOP/);
    expect(leftOut(true, 'webgpu', 40e6)).toBeNull();
    expect(leftOut(true, 'wasm', 60e6)).toBeNull();
    expect(leftOut(false, 'webgl', 60e6)).toBeNull();
    expect(leftOut(true, 'webgl', undefined)).toBeNull();
  });
});

describe('the report', () => {
  const facts = {
    date: '2030-01-01',
    cpu: 'A processor',
    cores: 2,
    memoryGb: 8,
    system: 'linux x64',
    browser: '150.0',
    versions: { keras: '3.0' },
    quick: false,
  };
  const step = { suite: 'step', case: model.name, subject: 'Strata wasm' };
  const rows: Row[] = [
    ...machineRows,
    ...costRows,
    comparison({ ...step, peer: 'tfjs fit, cpu', subjectMs: 0.1, peerMs: 5 }),
    { ...step, peer: 'tfjs fit, wasm', failure: 'no kernel | for this' },
    ...verdicts(model, timing(0.1), new Map([['tfjs fit, cpu', timing(5)]])),
    comparison({
      suite: 'gain',
      case: model.name,
      subject: 'relaxed SIMD',
      peer: 'without',
      subjectMs: 1,
      peerMs: 1.5,
    }),
  ];
  const text = report(rows, facts);

  it('says whether an aim was reached, and by how much it was missed', () => {
    expect(text).toContain(`| ${model.name} | 0.1 | 5 (tfjs fit, cpu) | 50× | 150× no: 33.3 % | not measured |`);
    const reached = verdicts(model, timing(0.01), new Map([['tfjs fit, cpu', timing(5)]]));
    expect(report([...reached], facts)).toContain('| 500× | 150× yes |');
  });

  it('tells what failed and why', () => {
    expect(text).toContain(`1. tfjs fit, wasm: no kernel | for this (${model.name})`);
    expect(text).toContain(`| ${model.name} | 0.1 | 5 | – (1) |`);
    expect(report(rows.slice(0, 3), facts)).toContain('Every side finished.');
  });

  it('says where an aim needs less time than the machine has', () => {
    const fast = verdicts(model, timing(10), new Map([['Keras JAX fit', timing(2)]]));
    expect(report([...machineRows, ...costRows, ...fast], facts)).toContain('0.1 (less than the bound)');
  });

  it('judges first steps and what watching costs', () => {
    const first = report([figure('cost', model.name, 'first step done', 50, 'ms')], facts);
    expect(first).toContain('| 50 yes |');
    const added = report([figure('stream', 'digits', 'added by the run, wasm', 5, '%')], facts);
    expect(added).toContain('| 5 % | under 3 %: no |');
  });

  it('judges presses of Train by what was there before, but not those that start the worker', () => {
    const pressed = (subject: string, ms: number): Row => figure('start', model.name, subject, ms, 'ms');
    const told = report(
      [pressed('cold', 300), pressed('nothing made ready', 120), pressed('right after an edit', 80)],
      facts,
    );
    expect(told).toContain(`| ${model.name} | 300 | 120 no | 80 yes | – |`);
    const failed: Row = { suite: 'start', case: model.name, subject: 'cold', failure: 'no worker' };
    expect(report([failed], facts)).toContain(`| ${model.name} | no worker |`);
  });

  it('shows what a part brings, machine and versions', () => {
    expect(text).toContain('1.5× (1.5 → 1 ms)');
    expect(text).toContain('A processor, 2 cores');
    expect(text).toContain('keras 3.0');
  });

  it('writes tables that no cell breaks', () => {
    expect(table(['a', 'b'], [['x|y', 'two\nlines']])).toBe('| a | b |\n| --- | ---: |\n| x\\|y | two lines |');
  });

  it('writes numbers with three digits and without powers', () => {
    expect([12345, 123.456, 1.23456, 0.0012345].map(short)).toEqual(['12,300', '123', '1.23', '0.0012']);
  });
});

describe('a side', () => {
  it('that takes too long is given up', async () => {
    await expect(within(new Promise(() => {}), 10)).rejects.toThrow('not done after');
    expect(await within(Promise.resolve(1), 1000)).toBe(1);
  });

  it('that fails has a reason of one short line', () => {
    expect(reasonOf(new Error('page.evaluate: Error: broken\n  at somewhere'))).toBe('broken');
    expect(reasonOf('x'.repeat(1000)).length).toBeLessThan(150);
  });
});

describe('reference models', () => {
  it.each(referenceModels.map((m) => [m.name, m] as const))('%s can be built and fed', (_, reference) => {
    const graph = modelOf(reference);
    expect(graph.nodes).toHaveLength(reference.layers.length + 1);
    for (const [position] of reference.layers.entries()) {
      for (const source of sourcesOf(reference, position)) expect(source).toBeLessThan(position);
    }
    const data = prepareRows({ ...reference, batchSize: 2 });
    expect(data.inputs[0]?.data).toHaveLength(data.rows * rowSize(reference));
    expect(batchesOf(reference, 5)).toBe(5);
  });

  it.each(referenceModels.map((m) => [m.name, m] as const))('%s trains another step after an edit', (_, reference) => {
    const small = { ...reference, batchSize: 2 };
    const data = signatureOf(prepareRows(small, 2));
    const stepOf = (model: ModelGraph): string => {
      const plan = planTraining({ model, compile: compileOf(small), fit: { class_weight: null, seed: 1 }, data });
      return programHash(new Traced(plan).train(2, { kind: 'rows' }));
    };
    const graph = modelOf(small);
    expect(stepOf(edited(graph))).not.toBe(stepOf(graph));
  });

  it('draw the same rows each time, labels within the classes', () => {
    const { x, y } = drawRows(model, 50);
    expect(drawRows(model, 50)).toEqual({ x, y });
    expect(Math.max(...y)).toBeLessThan(Math.max(2, model.classes));
    expect(x.every((v) => v >= -1 && v <= 1)).toBe(true);
  });

  it('have a middle time, not a mean', () => {
    expect(median([1, 100, 2])).toBe(2);
  });
});

describe('costs of a step', () => {
  const float = (...shape: number[]) => ({ shape, dtype: 'float32' as const });
  it('count a product once, its operands and result, and the state both ways', () => {
    const program = {
      inputs: [0, 1],
      outputs: [2],
      values: [float(4, 4), float(4, 4), float(4, 4), float(4, 4)],
      equations: [
        { op: 'matmul', inputs: [0, 1], outputs: [3], attrs: {} },
        { op: 'add', inputs: [3, 0], outputs: [2], attrs: {} },
      ],
    };
    expect(costsOf(program, 1, 16)).toEqual({
      flops: 128 + 16,
      productFlops: 128,
      bytes: 3 * 64 + 2 * 64,
      parameters: 16,
      peakBytes: 3 * 64,
    });
  });
});
