/** What a layer is: its inputs, weights, call and masks, and what building and calling it may use. */
import type { JsonObject } from '../../base/json';
import type { Problem } from '../../base/problem';
import type { Shape } from '../../base/shape';
import type { Tensor, ValueType } from '../../ops';
import { type Args, type ArgValues, arg, type ObjectValue } from './args';
import type { Common, Family, Unmade } from './definition';
import type { SeedSource } from './seeds';

/** A piece of a weight along its first axis, with starting values of its own. */
export interface WeightPart {
  readonly length: number;
  readonly initializer: ObjectValue | null;
}

export interface WeightOptions {
  /**
   * Keras' name, after the attributes it lies under inside the layer: `kernel`, `cell/recurrent_kernel`. The variable's
   * path is the layer's path and this; its name is the last word.
   */
  readonly name: string;
  readonly shape: Shape;
  readonly initializer: ObjectValue | null;
  /** Draws the weight piecewise along axis 0 instead (an LSTM's bias); a piece shares the seed of `initializer`. */
  readonly parts?: readonly WeightPart[];
  readonly regularizer?: ObjectValue | null;
  readonly constraint?: ObjectValue | null;
  /** Default true. */
  readonly trainable?: boolean;
  /** Draws with the seed of the weight of this name, made before: Keras gives both the same initializer object. */
  readonly seedOf?: string;
  /** Starts from the square roots of what the initializer gives: a deviation, where that is for a variance. */
  readonly root?: boolean;
  /** Made after the inner layers, and listed after theirs. */
  readonly late?: boolean;
}

/** Everything a model keeps between steps: weights, moving averages, states of layers and of random streams. */
export interface Variable {
  /** Position in the model's variable list. */
  readonly index: number;
  /** `dense/kernel`, `bidirectional/forward_layer/cell/kernel`: unique in the model. */
  readonly path: string;
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: 'float32' | 'uint32';
  readonly trainable: boolean;
  /**
   * A `seed` is the state of a SeedGenerator, a `state` what a stateful layer carries from batch to batch, one row for
   * each of the batch: no weights, neither counted nor saved by Keras.
   */
  readonly role: 'weight' | 'seed' | 'state';
  readonly initializer: ObjectValue | null;
  /** Whether it starts from the square roots of what the initializer gives. */
  readonly root: boolean;
  /** Pieces along axis 0 that are drawn one by one, or null when the whole weight is drawn at once. */
  readonly parts: readonly WeightPart[] | null;
  /** Seed of a random initializer or of a SeedGenerator. */
  readonly seed: number;
  readonly regularizer: ObjectValue | null;
  readonly constraint: ObjectValue | null;
}

/** What `build` may do: declare weights, random streams and inner layers, in Keras' order. */
export interface LayerBuilder {
  weight(options: WeightOptions): void;
  /** A SeedGenerator: a random stream of the layer's own. A null seed draws Keras' default seed. */
  seedGenerator(name: string, seed: number | null): void;
  /** What the layer carries from batch to batch, zero at first: the batch's rows come first in the shape. */
  state(name: string, shape: Shape): void;
  /** An inner layer under an attribute name (`forward_layer`, `cell`); its weights nest under that path. */
  layer(attribute: string, layer: ObjectValue, inputs: readonly ValueType[]): void;
  /** A layer Keras makes and drops again (wrappers copy theirs): nothing is kept, but the default seeds it took are. */
  dropped(layer: ObjectValue, inputs: readonly ValueType[]): void;
  /** The same for an initializer Keras makes and copies. */
  droppedInitializer(initializer: ObjectValue | null): void;
  /**
   * Builds an inner layer at once, or takes it again, and gives the types of its outputs: for layers made of layers.
   * Initializers of one that Keras copied by its config are made within, as those with a name are.
   */
  built(attribute: string, layer: ObjectValue, inputs: readonly ValueType[], copied?: boolean): readonly ValueType[];
  /** Takes the default seeds of an inner layer that is built later, but made before the others; `take` takes them. */
  reserve(attribute: string, take: (seeds: SeedSource) => readonly number[] | null): void;
  /** Lists the variables of layers built at once in this order of attributes instead of the order of building. */
  arrange(attributes: readonly string[]): void;
}

/** What `call` may use. */
export interface CallContext {
  /** Static: training and inference are two programs. */
  readonly training: boolean;
  /** Masks of the inputs: bool, or null. */
  readonly masks: readonly (Tensor | null)[];
  /** False for a frozen layer. */
  readonly trainable: boolean;
  weight(name: string): Tensor;
  hasWeight(name: string): boolean;
  /** The value a non-trainable weight has after this step (moving averages). */
  assign(name: string, value: Tensor): void;
  /** Draws the next uint32 (2,) key from a random stream, its own or an inner layer's, and advances the stream. */
  nextKey(generator: string | Variable): Tensor;
  /** Adds a scalar to the training loss. */
  addLoss(loss: Tensor): void;
  /** Sets the mask of an output; without a call the rule of `masking` holds. */
  setMask(mask: Tensor | null, output?: number): void;
  /** Calls an inner layer. Masks default to none. */
  call(attribute: string, inputs: readonly Tensor[], masks?: readonly (Tensor | null)[]): InnerResult;
  /** All variables of an inner layer and of those inside it, by their path within it, and their values. */
  innerVariables(attribute: string): ReadonlyMap<string, Variable>;
  read(variable: Variable): Tensor;
  /**
   * Gives a variable another value for the rest of this step: inner layers, later calls and penalties on weights read it.
   * What is not trained keeps it; what is trained gets its next value from the optimizer.
   */
  write(variable: Variable, value: Tensor): void;
  /** Whether an inner layer has random streams or moving averages: two calls then differ from one call on both inputs. */
  keepsState(attribute: string): boolean;
}

export interface InnerResult {
  readonly outputs: readonly Tensor[];
  readonly masks: readonly (Tensor | null)[];
}

export interface InputRule {
  /** How many inputs it takes; [min, max] with max null for any number. Default 1. */
  readonly count?: number | readonly [number, number | null];
  /** Number of dimensions with the batch. */
  readonly rank?: number;
  readonly minRank?: number;
  readonly maxRank?: number;
  /** What the layer computes on; inputs of another type are converted first. `any` takes them as they come. Default `float32`. */
  readonly dtype?: 'float32' | 'int32' | 'any';
}

/** What Keras' input_spec holds of the input a layer was built for. */
export interface KeptShape {
  /** Axes that keep their size; negative ones count from the end. */
  readonly axes: readonly number[];
  /** Whether the number of axes stays, too. */
  readonly rank?: boolean;
}

/** Values that are read before the model runs: words, or numbers; row-major. */
export interface HostValues {
  readonly shape: Shape;
  readonly dtype: 'string' | 'int32' | 'float32';
  readonly data: readonly string[] | ArrayLike<number>;
}

export interface LayerDefinition<A extends Args = Args> extends Common<A> {
  readonly kind: 'layer';
  readonly family: Family;
  readonly inputs: InputRule;
  /**
   * What happens to a mask: `pass` hands the first input's mask on (Keras' supports_masking), `drop` (default) ends it,
   * `own` means `call` sets it.
   */
  readonly masking?: 'pass' | 'drop' | 'own';
  /**
   * Whether layers called later find no masks on what this one was given: Keras takes them off the tensors. A model in a
   * model takes those that a layer inside takes.
   */
  takesMask?(c: ArgValues<A>, input: number): boolean;
  /** `own`: the layer adds its activity_regularizer's penalty itself. By default the outputs are penalised. */
  readonly activityPenalty?: 'own';
  /** The two or three argument values a card shows: `16`, `3×3`, `relu`. */
  card?(config: ArgValues<A>): readonly (string | null)[];
  /** The rule the inputs break, in plain words with a fix where there is one; null when they fit. Shapes include the batch. */
  check?(config: ArgValues<A>, inputs: readonly ValueType[]): Problem | null;
  build?(builder: LayerBuilder, config: ArgValues<A>, inputs: readonly ValueType[]): void;
  /** What later calls of a shared layer have to have in common with its first input; nothing when absent. */
  keeps?(config: ArgValues<A>, first: ValueType): KeptShape;
  call(ctx: CallContext, config: ArgValues<A>, inputs: readonly Tensor[]): Tensor | readonly Tensor[];
  /**
   * Layers of words and of hashes stand right behind model inputs, and read these on the host before the model runs:
   * `call` gets the whole numbers this gives instead of the inputs. Words given back end there.
   * @throws ProblemError for values it cannot take
   */
  host?(config: ArgValues<A>, inputs: readonly HostValues[]): HostValues;
  /** Shape of what `host` makes of words of this shape, batch included; the same when absent. */
  hostShape?(config: ArgValues<A>, shape: Shape): Shape;
  /** What Keras' `adapt` finds on data: arguments to be set, a vocabulary for one. */
  adapt?(config: ArgValues<A>, data: HostValues): JsonObject;
  /** Whether `adapt` has still to be asked: what it finds was not given. */
  unadapted?(config: ArgValues<A>): boolean;
  /** The shape and parameter arithmetic spelt out for the inspector: `26 = ⌊(28 − 3) / 1⌋ + 1`. */
  arithmetic?(config: ArgValues<A>, inputs: readonly ValueType[], outputs: readonly ValueType[]): readonly string[];
}

/** What layers of one family share, to be spread into each definition: all but its name, its words and its cases. */
export type LayerParts<A extends Args> = Omit<LayerDefinition<A>, 'kind' | 'name' | 'summary' | 'aliases' | 'cases'>;

const stays = (what: string): string => `Here the layer computes in float32. ${what}`;

/** Policies of Keras that are taken over from configs and computed in float32, and what then differs. */
const OTHER_DTYPES: { readonly [policy: string]: string } = {
  mixed_float16: stays('Keras would round its inputs and outputs to float16, with 11 bits, and keep float32 weights.'),
  mixed_bfloat16: stays('Keras would round its inputs and outputs to bfloat16, with 8 bits, and keep float32 weights.'),
  float16: stays('Keras would keep weights, inputs and outputs in float16, with 11 bits.'),
  bfloat16: stays('Keras would keep weights, inputs and outputs in bfloat16, with 8 bits.'),
  float64: stays('Keras would keep 53 bits where these are 24.'),
};

/** Arguments every layer has beside its own. */
const LAYER_ARGS: Args = {
  trainable: arg.bool(true, { doc: 'Whether training changes the weights.', rare: true }),
  dtype: {
    ...arg.choice(null, ['float32', ...Object.keys(OTHER_DTYPES)], {
      doc: 'Element type the layer computes in; here float32, whatever is set.',
      rare: true,
    }),
    notices: OTHER_DTYPES,
  },
};

export const defineLayer = <A extends Args>(d: Unmade<LayerDefinition<A>>): LayerDefinition<A> => ({
  kind: 'layer',
  ...d,
  // Spread twice: own arguments come first, and win.
  args: { ...d.args, ...LAYER_ARGS, ...d.args },
});
