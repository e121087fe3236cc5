/** `model.summary()` as Keras prints it on a terminal of 80 columns. Source: keras/src/utils/summary_utils.py. */
import { formatShape } from '../../../base/shape';
import type { ModelGraph, NodeSpec } from '../../../graph/model';
import type { ModelAnalysis } from '../../../state';

const grouped = new Intl.NumberFormat('en-US');

/** Widths of the cells' text, as the table library lays 76 columns out. */
const STACK_WIDTHS = [31, 22, 13];
const GRAPH_WIDTHS = [19, 17, 10, 17];

function memory(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value.toFixed(2)} ${units[unit]}`;
}

/** Breaks text at spaces; a word that is too long is cut with an ellipsis. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    const cut = word.length > width ? `${word.slice(0, width - 1)}…` : word;
    if (last !== undefined && last.length + 1 + cut.length <= width) lines[lines.length - 1] = `${last} ${cut}`;
    else lines.push(cut);
  }
  return lines;
}

function row(cells: readonly string[], widths: readonly number[], bar: string): string[] {
  const wrapped = cells.map((cell, i) => wrap(cell, widths[i] as number));
  const height = Math.max(...wrapped.map((lines) => lines.length));
  return Array.from({ length: height }, (_, y) => {
    const parts = wrapped.map((lines, i) => {
      const text = lines[y] ?? '';
      return i === 2 ? text.padStart(widths[i] as number) : text.padEnd(widths[i] as number);
    });
    return `${bar} ${parts.join(` ${bar} `)} ${bar}`;
  });
}

const rule = (
  widths: readonly number[],
  [left, line, cross, right]: readonly [string, string, string, string],
): string => left + widths.map((w) => line.repeat(w + 2)).join(cross) + right;

function connections(graph: ModelGraph, node: NodeSpec): string {
  const parts = node.inputs.map((ref) => {
    const from = graph.nodes.find((n) => n.id === ref.node);
    const layer = from && graph.layers[from.layer];
    const calls = graph.nodes.filter((n) => n.layer === from?.layer);
    return `${layer?.name}[${from ? calls.indexOf(from) : 0}][${ref.index}]`;
  });
  return parts.length > 0 ? parts.join(', ') : '-';
}

/** The whole text. Behind a layer that does not fit, shapes are `?`. */
export function summaryText(graph: ModelGraph, analysis: ModelAnalysis): string {
  const stack = analysis.stack !== null;
  const widths = stack ? STACK_WIDTHS : GRAPH_WIDTHS;
  const header = ['Layer (type)', 'Output Shape', 'Param #', ...(stack ? [] : ['Connected to'])];
  const lines = [
    `Model: "${stack ? 'sequential' : 'functional'}"`,
    rule(widths, ['┏', '━', '┳', '┓']),
    ...row(header, widths, '┃'),
    rule(widths, ['┡', '━', '╇', '┩']),
  ];
  const shown = [...analysis.layers.values()].filter((l) => !stack || l.layer.className !== 'InputLayer');
  shown.forEach(({ layer, outputShape, parameters, node }, i) => {
    if (i > 0) lines.push(rule(widths, ['├', '─', '┼', '┤']));
    const call = graph.nodes.find((n) => n.id === node);
    const cells = [
      `${layer.name} (${layer.className})`,
      outputShape ? formatShape(outputShape) : '?',
      grouped.format(parameters.trainable + parameters.frozen),
      ...(stack || !call ? [] : [connections(graph, call)]),
    ];
    lines.push(...row(cells, widths, '│'));
  });
  lines.push(rule(widths, ['└', '─', '┴', '┘']));
  const { trainable, frozen, total } = analysis.parameters;
  const count = (n: number): string => `${grouped.format(n)} (${memory(n * 4)})`;
  lines.push(
    ` Total params: ${count(total)}`,
    ` Trainable params: ${count(trainable)}`,
    ` Non-trainable params: ${count(frozen)}`,
  );
  return lines.join('\n');
}
