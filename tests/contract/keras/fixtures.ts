/** What the oracle wrote about each Keras object, and how its numbers are read back. */
import type { DType, TypedArray } from '../../../src/base/dtype';
import { toTyped } from '../../../src/base/dtype';
import type { Json, JsonObject } from '../../../src/base/json';
import { type Shape, sizeOf } from '../../../src/base/shape';
import type { Kind } from '../../../src/keras';

/** JSON has no NaN and no infinities; fixtures spell them. */
export type Num = number | 'NaN' | 'Infinity' | '-Infinity';

/** Row-major elements; a single number stands for all of them. */
export type Data = Num | readonly Num[];

export interface FixtureTensor {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly data: Data;
}

export interface FixtureVariable extends FixtureTensor {
  readonly name: string;
  /** Where Keras' weight files hold it, relative to the layer. */
  readonly path: string;
  readonly trainable: boolean;
  /** Value the case ran with, where it is not the starting value. */
  readonly value?: Data;
  readonly gradient?: Data;
  /** Value after the call, where the call changed it. */
  readonly after?: Data;
}

export interface LayerCase {
  readonly name: string;
  readonly seed: number;
  readonly inputs: readonly (FixtureTensor & { readonly mask?: FixtureTensor })[];
  readonly variables: readonly FixtureVariable[];
  readonly streams?: readonly { readonly before: readonly number[]; readonly after: readonly number[] }[];
  /** What stateful layers carry after the last call, images channels last. */
  readonly states?: readonly FixtureTensor[];
  readonly outputs: readonly FixtureTensor[];
  readonly outputMasks?: readonly (FixtureTensor | null)[];
  readonly cotangents?: readonly (readonly Num[] | null)[];
  readonly inputGradients?: readonly (Data | null)[];
  readonly loss?: Num;
  readonly config: JsonObject;
  /** What `adapt` found, where the case has data for it. */
  readonly vocabulary?: readonly (string | number)[];
  readonly idf_weights?: readonly Num[];
}

export interface FunctionCase {
  readonly name: string;
  readonly seed?: number;
  readonly inputs?: readonly FixtureTensor[];
  readonly outputs: readonly FixtureTensor[];
  readonly cotangents?: readonly (readonly Num[])[];
  readonly inputGradients?: readonly Data[];
  readonly config?: JsonObject;
}

export interface ScheduleCase {
  readonly name: string;
  readonly steps: readonly number[];
  readonly values: readonly Num[];
  readonly config: JsonObject;
}

export interface LossCase {
  readonly name: string;
  readonly inputs: readonly FixtureTensor[];
  readonly mask?: FixtureTensor;
  readonly samples: FixtureTensor;
  readonly reduced: FixtureTensor;
  readonly gradient: Data;
  readonly config: JsonObject;
}

export interface MetricCase {
  readonly name: string;
  readonly states: readonly { readonly name: string; readonly shape: Shape; readonly dtype: string }[];
  readonly batches: readonly {
    readonly inputs: readonly FixtureTensor[];
    readonly mask?: FixtureTensor;
    readonly states: readonly FixtureTensor[];
    readonly result: FixtureTensor;
  }[];
  readonly config: JsonObject;
}

export interface OptimizerCase {
  readonly name: string;
  readonly variables: readonly (FixtureTensor & { readonly name: string })[];
  readonly steps: readonly { readonly gradients: readonly Data[]; readonly variables: readonly Data[] }[];
  readonly state: readonly (FixtureTensor & { readonly name: string; readonly path: string })[];
  /** Variables after the averages replaced them. */
  readonly final?: readonly Data[];
  readonly config: JsonObject;
}

export interface CallbackCase {
  readonly name: string;
  readonly epochs: readonly {
    /** Learning rates after the epoch's begin and after its end. */
    readonly rate: Num;
    readonly rateAfter: Num;
    /** As the callbacks behind this one see them. */
    readonly logs: { readonly [key: string]: Num };
    /** The weight while the epoch was validated; with averages alone. */
    readonly tested?: Num;
    /** Weight and average at the end of the epoch; with averages alone. */
    readonly left?: readonly Num[];
    /** Names of the files written. */
    readonly saves: readonly string[];
  }[];
  readonly stopped: boolean;
  /** The epoch (from 1) whose weights the model has at the end. */
  readonly weights: number;
  readonly files: { readonly [name: string]: string };
}

export interface SignatureEntry {
  readonly name: string;
  /** Absent: the argument is required. */
  readonly default?: Json;
}

interface FixtureOf<C> {
  readonly kind: Kind;
  readonly name: string;
  readonly digest: string;
  readonly keras: string;
  readonly signature: readonly SignatureEntry[];
  readonly cases: readonly C[];
}

/** A fixture before its kind is looked at. */
export type Fixture = FixtureOf<{ readonly name: string }>;

const files = import.meta.glob<Fixture>('../../fixtures/keras/*/*.json', { import: 'default' });

/** The command that writes an object's fixture. */
export const command = (name: string): string => `npm run oracle -- --only ${name}`;

/** Fixture files there are, as `layer/Dense`. */
export function fixtureNames(): string[] {
  return Object.keys(files).map((path) => path.replace(/^.*fixtures\/keras\//, '').replace(/\.json$/, ''));
}

/** @throws Error naming the command to run when there is no fixture. */
export async function loadFixture(kind: Kind, name: string): Promise<Fixture> {
  const load = files[`../../fixtures/keras/${kind}/${name}.json`];
  if (!load) throw new Error(`There is no fixture of the ${kind} ${name}. Run: ${command(name)}`);
  return await load();
}

/** The cases of a fixture, trusted to be what the oracle writes for its kind. */
export function casesOf<C>(fixture: Fixture): readonly C[] {
  return fixture.cases as unknown as readonly C[];
}

export function toNumber(v: Num): number {
  return typeof v === 'number' ? v : Number(v);
}

export function numbers(data: Data, size: number): number[] {
  return Array.isArray(data)
    ? (data as readonly Num[]).map(toNumber)
    : new Array<number>(size).fill(toNumber(data as Num));
}

/** Values in the storage type of their dtype, ready for an upload. */
export function typed(t: FixtureTensor, data: Data = t.data): TypedArray {
  return toTyped(t.dtype, numbers(data, sizeOf(t.shape)));
}
