/**
 * Models to begin with, found in `*.template.ts` by their suffix, and Keras' applications. Each adapts to the data and
 * replaces the model as one undoable step. Loaded when somebody looks at them.
 */
import { fail, ok, problem, type Result } from '../../base/problem';
import { withPlaces } from '../../graph/arrange';
import type { FitSpec, ProjectDocument } from '../../graph/document';
import { nestedModel } from '../../graph/nested';
import { Sketch } from '../../graph/sketch';
import { toSequential } from '../../graph/topology';
import { type ApplicationInfo, buildApplication } from '../../keras/applications';
import type { DataFacts } from '../data-facts';
import type { Studio } from '../studio';
import { ANSWERS, compiled, head, type Made, shapeOf, type Template } from './template';

export { APPLICATIONS, type ApplicationInfo } from '../../keras/applications';
export type { Template } from './template';

const files = import.meta.glob<Template>('./*.template.ts', { eager: true, import: 'default' });

/** All templates in the order they are shown. */
export const TEMPLATES: readonly Template[] = Object.values(files).sort((a, b) => a.order - b.order);

/** Settings of fit with other feeds; weights were for other outputs. */
function fitWith(fit: FitSpec, { x, y, y_scale, ...more }: Partial<FitSpec>): FitSpec {
  const { x: _, y: __, y_scale: ___, sample_weight: ____, ...others } = fit;
  return { ...others, ...more, ...(x && { x }), ...(y && { y }), ...(y_scale && { y_scale }), class_weight: null };
}

function take(studio: Studio, name: string, made: Made): void {
  const { canvas } = studio.view.getState();
  const done = studio.edit.step(
    `Begin with ${name}`,
    (d: ProjectDocument) => ({
      ...d,
      model: made.model,
      compile: made.compile,
      fit: fitWith(d.fit, made.fit),
      layout: withPlaces(d.layout, '', null),
    }),
    null,
  );
  if (!done) return;
  studio.pick([], null);
  // A model that branches is best seen where its branches are drawn.
  const seen = canvas === 'summary' || toSequential(made.model) ? canvas : 'graph';
  studio.view.setState({ canvas: seen, place: 'canvas', screen: 'studio', inside: [] });
  studio.wish('show');
  studio.announce(`${name}: ${made.model.nodes.length} layers.`);
}

/** Replaces the model by a template made for the data. Fails with the reason where it cannot be made. */
export function beginWith(studio: Studio, id: string): Result<null> {
  const template = TEMPLATES.find((t) => t.id === id);
  if (!template) throw new RangeError(`There is no template ${id}.`);
  const { facts } = studio.data.store.getState();
  const refused = facts ? template.refused(facts) : 'The data is not ready yet.';
  if (!facts || refused !== null) return fail(problem('template', refused ?? ''));
  take(studio, template.name, template.make(facts));
  return ok(null);
}

/** Why an application cannot be made for this data, or null. */
export const applicationRefused = (facts: DataFacts): string | null =>
  facts.inputKind === 'image' ? null : 'Applications read images; your data has none.';

/**
 * Replaces the model by an application without its classifier, as one nested model, and an answer for the data. Images
 * that are too small for it are enlarged.
 */
export async function beginWithApplication(studio: Studio, info: ApplicationInfo): Promise<Result<null>> {
  const { facts } = studio.data.store.getState();
  const refused = facts ? applicationRefused(facts) : 'The data is not ready yet.';
  if (!facts || refused !== null) return fail(problem('template', refused ?? ''));
  const [height = 1, width = 1, channels = 1] = shapeOf(facts);
  const scale = Math.max(1, info.leastSize / Math.min(height, width));
  const size: [number, number] = [Math.ceil(height * scale), Math.ceil(width * scale)];
  const built = await buildApplication(info.name, {
    weights: null,
    include_top: false,
    pooling: 'avg',
    input_shape: [...size, channels],
  });
  if (!built.ok) return built;
  const s = new Sketch();
  const input = s.input(shapeOf(facts));
  const sized = scale > 1 ? s.call('Resizing', { height: size[0], width: size[1] }, input) : input;
  // Those that do not scale pixels themselves want them around 0.
  const own = Object.hasOwn(info.args, 'include_preprocessing');
  const scaled = own ? sized : s.call('Rescaling', { scale: 1 / 127.5, offset: -1 }, sized);
  const { className, config } = nestedModel(built.value.graph);
  const body = s.named(built.value.name, className, config, scaled);
  take(studio, info.name, { model: s.model(head(s, body, facts)), compile: compiled(facts), fit: ANSWERS });
  return ok(null);
}
