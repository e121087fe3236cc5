/**
 * A layer built for given input types: its arguments resolved, its variables declared in Keras' order, its inner layers
 * built. Calling a plan inside a trace records the layer's computation.
 */
import type { Json, JsonObject } from '../../base/json';
import { type Problem, ProblemError, problem } from '../../base/problem';
import { sameShape } from '../../base/shape';
import type { Tensor, ValueType } from '../../ops';
import * as ops from '../../ops';
import { type Args, isObjectValue, type ObjectValue } from './args';
import type { CallContext, InnerResult, LayerBuilder, LayerDefinition, Variable, WeightOptions } from './definitions';
import { checkInputs, checkKept } from './input-check';
import { get, heldBy, resolve } from './registry';
import type { SeedSource } from './seeds';
import { refuseSize } from './size-limit';
import { VariableList } from './variable-list';

export type { Variable };

export interface LayerPlan {
  readonly definition: LayerDefinition;
  readonly config: never;
  readonly trainable: boolean;
  /** Own variables by name. */
  readonly variables: ReadonlyMap<string, Variable>;
  readonly inner: ReadonlyMap<string, LayerPlan>;
  /** Types it was built for; layers that are shared may hold later inputs to them. */
  readonly builtFor: readonly ValueType[];
  /** Types of what inner layers of a nested model give, for the batch the plan was made with. */
  readonly innerOutputs: ReadonlyMap<string, readonly ValueType[]>;
}

/** Values of variables during a trace; what a call assigns is read by later calls of the same trace. */
export interface VariableValues {
  read(v: Variable): Tensor;
  write(v: Variable, value: Tensor): void;
}

/** Collects what calls add to the loss. */
export interface CallEnvironment {
  readonly training: boolean;
  readonly values: VariableValues;
  readonly losses: Tensor[];
}

/** Types alone, of tensors that hold on to a trace. */
const typesOf = (xs: readonly ValueType[]): ValueType[] => xs.map(({ shape, dtype }) => ({ shape, dtype }));

/** Types of what a layer gives for inputs of these types. */
function outputTypes(plan: LayerPlan, inputs: readonly ValueType[]): ValueType[] {
  const trace = new ops.Trace();
  return ops.withTrace(trace, () => {
    const known = new Map<Variable, Tensor>();
    const values: VariableValues = {
      read: (v) => {
        const value = known.get(v) ?? trace.input({ shape: v.shape, dtype: v.dtype });
        known.set(v, value);
        return value;
      },
      write: () => undefined,
    };
    const xs = inputs.map((x) => trace.input(x));
    const { outputs } = callLayer(plan, { training: false, losses: [], values }, xs, new Array(xs.length).fill(null));
    return typesOf(outputs);
  });
}

/** Seeds of the initializers a layer was given as objects: in Python they are made, and seeded, before the layer is. */
type GivenSeeds = Map<ObjectValue, number>;

/** Takes those seeds, in the order of the arguments. A name in place of an object becomes one inside the layer. */
function takeGivenSeeds(args: Args, config: JsonObject, given: GivenSeeds | null, seeds: SeedSource): void {
  if (!given) return;
  for (const [name, a] of Object.entries(args)) {
    const value = config[name];
    if (a.kind !== 'initializer' || !isObjectValue(value) || typeof value === 'string' || given.has(value)) continue;
    given.set(value, initializerSeed(value, seeds, given));
  }
}

/** Whether an initializer draws random numbers, and the seed its arguments name. */
function initializerSeed(value: ObjectValue | null, seeds: SeedSource, known: GivenSeeds | null): number {
  if (value === null || !get('initializer', typeof value === 'string' ? value : value.className).random) return 0;
  const taken = known?.get(value);
  if (taken !== undefined) return taken;
  const given = typeof value === 'string' ? null : value.config.seed;
  return typeof given === 'number' ? given : seeds.next();
}

/** @throws ProblemError when the initializer of a weight, or what a trained one is held to, is for other shapes. */
function checkWeight(
  { name, shape, initializer, parts, regularizer, constraint }: WeightOptions,
  trained: boolean,
  args: JsonObject,
): void {
  const check = (
    kind: 'initializer' | 'regularizer' | 'constraint',
    value: ObjectValue | null | undefined,
    of: readonly number[] = shape,
  ): Problem | null => {
    if (!value) return null;
    const { definition, config } = resolve(kind, value);
    const found = definition.check?.(config, of) ?? null;
    const argument = Object.keys(args).find((a) => args[a] === value);
    return found && argument !== undefined ? heldBy(argument, value, value, found) : found;
  };
  const unfit = parts
    ? parts.map((part) => check('initializer', part.initializer, [part.length, ...shape.slice(1)])).find(Boolean)
    : check('initializer', initializer);
  const broken = unfit ?? (trained ? (check('regularizer', regularizer) ?? check('constraint', constraint)) : null);
  if (broken) throw new ProblemError({ ...broken, where: broken.where ?? name });
}

/** The argument that holds an inner layer: the one with this very object, else the one for layers. */
function holder({ args }: LayerDefinition, config: JsonObject, attribute: string, layer?: ObjectValue): string | null {
  const forLayers = Object.keys(args).filter((n) => args[n]?.kind === 'layer' || args[n]?.alternative === 'layers');
  const holds = (v: Json | undefined): boolean => v === layer || (Array.isArray(v) && v.includes(layer as Json));
  return (
    forLayers.find((n) => layer !== undefined && holds(config[n])) ??
    forLayers.find((n) => n === attribute) ??
    forLayers[0] ??
    null
  );
}

/** Does something with an inner layer; what is wrong with it is the problem of the argument that holds it. */
function within<T>(
  definition: LayerDefinition,
  config: JsonObject,
  attribute: string,
  layer: ObjectValue | undefined,
  work: () => T,
  sameInputs = false,
): T {
  try {
    return work();
  } catch (error) {
    const argument = error instanceof ProblemError ? holder(definition, config, attribute, layer) : null;
    if (!(error instanceof ProblemError) || argument === null) throw error;
    const value = config[argument];
    const held = layer ?? (isObjectValue(value) ? value : undefined);
    throw new ProblemError(
      held ? heldBy(argument, value, held, error.problem, sameInputs) : { ...error.problem, where: argument },
    );
  }
}

/** Layers that read the data on the host, or are adapted to it, stand in the outermost model only. */
function refuseHost(value: ObjectValue): void {
  const { definition, config } = resolve('layer', value);
  if (!definition.host && !definition.unadapted?.(config)) return;
  throw new ProblemError(
    problem('host-layer', `${definition.name} reads the data before the model runs: put it right behind an input.`, {
      expected: 'a layer of the outermost model',
      received: 'a layer inside another one',
    }),
  );
}

/**
 * Builds a layer for its first inputs.
 * @throws ProblemError when arguments or inputs do not fit.
 */
export function buildLayer(
  value: ObjectValue,
  path: string,
  inputs: readonly ValueType[],
  list: VariableList,
  parentTrainable = true,
  given: GivenSeeds | null = new Map(),
): LayerPlan {
  const { definition, config } = resolve('layer', value);
  checkInputs(definition, config, inputs);
  takeGivenSeeds(definition.args, config, given, list.seeds);
  const trainable = parentTrainable && (config as { trainable?: boolean }).trainable !== false;
  const own: { options: WeightOptions; seed: number; role: Variable['role'] }[] = [];
  const late: WeightOptions[] = [];
  const innerSpecs: [string, ObjectValue, readonly ValueType[]][] = [];
  const inner = new Map<string, LayerPlan>();
  const innerOutputs = new Map<string, readonly ValueType[]>();
  const ranges = new Map<string, readonly [number, number]>();
  const reserved = new Map<string, readonly number[]>();
  const first = list.all.length;
  const inside = <T>(attribute: string, layer: ObjectValue, types: readonly ValueType[], work: () => T): T =>
    within(definition, config, attribute, layer, work, sameShape(types[0]?.shape ?? [], inputs[0]?.shape ?? []));
  const builder: LayerBuilder = {
    weight: (options) => {
      if (options.late) late.push(options);
      else {
        const like = own.find((o) => o.options.name === options.seedOf);
        own.push({
          options,
          seed: like?.seed ?? initializerSeed(options.initializer, list.seeds, given),
          role: 'weight',
        });
      }
    },
    seedGenerator: (name, seed) => {
      own.push({
        options: { name, shape: [2], initializer: null, trainable: false },
        seed: seed ?? list.seeds.next(),
        role: 'seed',
      });
    },
    state: (name, shape) => {
      own.push({ options: { name, shape, initializer: null, trainable: false }, seed: 0, role: 'state' });
    },
    layer: (attribute, layer, types) => {
      inside(attribute, layer, types, () => refuseHost(layer));
      innerSpecs.push([attribute, layer, types]);
    },
    dropped: (layer, types) => {
      inside('', layer, types, () => buildLayer(layer, path, types, new VariableList(list.seeds)));
    },
    droppedInitializer: (initializer) => {
      // Copies of it take seeds of their own.
      if (initializer === null || !given?.delete(initializer)) initializerSeed(initializer, list.seeds, given);
    },
    reserve: (attribute, take) => {
      const taken = take(list.seeds);
      if (taken) reserved.set(attribute, taken);
    },
    built: (attribute, layer, types, copied = false) => {
      inside(attribute, layer, types, () => refuseHost(layer));
      const start = list.all.length;
      const make = () => buildLayer(layer, `${path}/${attribute}`, types, list, trainable, copied ? null : new Map());
      const plan = inside(
        attribute,
        layer,
        types,
        () => inner.get(attribute) ?? list.drawing(reserved.get(attribute) ?? null, make),
      );
      if (!inner.has(attribute)) ranges.set(attribute, [start, list.all.length]);
      inner.set(attribute, plan);
      const outputs = inside(attribute, layer, types, () => outputTypes(plan, types));
      innerOutputs.set(attribute, outputs);
      return outputs;
    },
    arrange: (attributes) => {
      list.arrange(
        first,
        attributes.map((a) => ranges.get(a) ?? [first, first]),
      );
    },
  };
  definition.build?.(builder, config, inputs);
  const variables = new Map<string, Variable>();
  // Keras lists trainable variables first, whatever the order of creation.
  const ordered = [
    ...own.filter((o) => o.options.trainable !== false),
    ...own.filter((o) => o.options.trainable === false),
  ];
  const declare = ({ options, seed, role }: (typeof own)[number]): void => {
    const trained = trainable && options.trainable !== false;
    checkWeight(options, trained, config);
    refuseSize(`${definition.name} needs a weight ${options.name}`, options.shape);
    variables.set(
      options.name,
      list.add({
        path: `${path}/${options.name}`,
        name: options.name.slice(options.name.lastIndexOf('/') + 1),
        shape: [...options.shape],
        dtype: role === 'seed' ? 'uint32' : 'float32',
        trainable: trained,
        role,
        initializer: options.initializer,
        root: options.root === true,
        parts: options.parts ?? null,
        seed,
        regularizer: options.regularizer ?? null,
        constraint: options.constraint ?? null,
      }),
    );
  };
  for (const o of ordered) declare(o);
  for (const [attribute, layer, types] of innerSpecs) {
    inner.set(
      attribute,
      inside(attribute, layer, types, () => buildLayer(layer, `${path}/${attribute}`, types, list, trainable, given)),
    );
  }
  for (const options of late)
    declare({ options, seed: initializerSeed(options.initializer, list.seeds, given), role: 'weight' });
  return { definition, config, trainable, variables, inner, builtFor: typesOf(inputs), innerOutputs };
}

/** Records one call of a built layer. */
export function callLayer(
  plan: LayerPlan,
  env: CallEnvironment,
  inputs: readonly Tensor[],
  masks: readonly (Tensor | null)[],
): InnerResult {
  const { definition, config } = plan;
  checkInputs(definition, config, inputs);
  checkKept(plan, inputs);
  const variable = (name: string): Variable => {
    const v = plan.variables.get(name);
    if (!v) throw new Error(`${definition.name} has no variable ${name}.`);
    return v;
  };
  const setMasks = new Map<number, Tensor | null>();
  const ctx: CallContext = {
    training: env.training,
    trainable: plan.trainable,
    masks,
    weight: (name) => env.values.read(variable(name)),
    hasWeight: (name) => plan.variables.has(name),
    assign: (name, value) => env.values.write(variable(name), value),
    nextKey: (generator) => {
      const v = typeof generator === 'string' ? variable(generator) : generator;
      const key = env.values.read(v);
      env.values.write(v, ops.add(key, ops.constant([0, 1], [2], 'uint32')));
      return key;
    },
    addLoss: (loss) => {
      env.losses.push(loss);
    },
    setMask: (mask, output = 0) => {
      setMasks.set(output, mask);
    },
    call: (attribute, xs, innerMasks) => {
      const inner = innerOf(plan, attribute);
      return within(definition, config, attribute, undefined, () =>
        callLayer(inner, env, xs, innerMasks ?? xs.map(() => null)),
      );
    },
    innerVariables: (attribute) => variablesUnder(innerOf(plan, attribute)),
    read: (v) => env.values.read(v),
    write: (v, value) => env.values.write(v, value),
    keepsState: (attribute) => {
      const inner = plan.inner.get(attribute);
      return inner !== undefined && hasState(inner);
    },
  };
  const wanted = definition.inputs.dtype ?? 'float32';
  const result = definition.call(ctx, config, wanted === 'any' ? inputs : inputs.map((x) => ops.convert(x, wanted)));
  const outputs = Array.isArray(result) ? (result as readonly Tensor[]) : [result as Tensor];
  for (const y of outputs) refuseSize(`${definition.name} gives a tensor`, [null, ...y.shape.slice(1)]);
  addActivityLoss(plan, env, outputs);
  const passed = definition.masking === 'pass' ? (masks[0] ?? null) : null;
  return { outputs, masks: outputs.map((_, i) => (setMasks.has(i) ? (setMasks.get(i) ?? null) : passed)) };
}

function innerOf(plan: LayerPlan, attribute: string): LayerPlan {
  const inner = plan.inner.get(attribute);
  if (!inner) throw new Error(`${plan.definition.name} has no inner layer ${attribute}.`);
  return inner;
}

/** Variables of a layer and of those inside it, by their path within it. */
function variablesUnder(plan: LayerPlan): Map<string, Variable> {
  const own = [...plan.variables];
  const inner = [...plan.inner].flatMap(([attribute, layer]) =>
    [...variablesUnder(layer)].map(([name, v]) => [`${attribute}/${name}`, v] as const),
  );
  return new Map([...own, ...inner]);
}

function hasState(plan: LayerPlan): boolean {
  return [...plan.variables.values()].some((v) => !v.trainable) || [...plan.inner.values()].some(hasState);
}

/** The penalty on an output, divided by the batch size. Source: keras/src/layers/layer.py. */
export function activityPenalty(regularizer: ObjectValue, y: Tensor): Tensor {
  const { definition, config } = resolve('regularizer', regularizer);
  const broken = definition.check?.(config, y.shape);
  if (broken) throw new ProblemError({ ...broken, where: 'activity_regularizer' });
  return ops.div(definition.call(y, config), y.shape[0] ?? 1);
}

function addActivityLoss(plan: LayerPlan, env: CallEnvironment, outputs: readonly Tensor[]): void {
  const value = (plan.config as { activity_regularizer?: ObjectValue | null }).activity_regularizer;
  if (!value || plan.definition.activityPenalty === 'own') return;
  for (const y of outputs) env.losses.push(activityPenalty(value, y));
}
