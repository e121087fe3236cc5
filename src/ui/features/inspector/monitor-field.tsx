/** What a callback watches: one of the names this run will write into History. */
import { nodeOf } from '../../../graph/topology';
import { logKeys } from '../../../state/metric-fit';
import { Select } from '../../components/select';
import { useData, useDocument } from '../../studio';
import type { ControlProps } from './argument-row';

export function MonitorField({ id, value, describedBy, invalid, onChange }: ControlProps) {
  const compile = useDocument((d) => d.compile);
  const model = useDocument((d) => d.model);
  const validation = useData((d) => d.facts === null || d.facts.parts.validation > 0);
  const outputs = model.outputs.map((ref) => model.layers[nodeOf(model, ref.node).layer]?.name ?? '');
  const keys = logKeys(compile, outputs, validation);
  const current = typeof value === 'string' ? value : '';
  return (
    <Select
      id={id}
      aria-describedby={describedBy}
      aria-invalid={invalid || undefined}
      value={current}
      options={keys.includes(current) ? keys : [...keys, { value: current, label: `${current} (not in this run)` }]}
      onChange={onChange}
    />
  );
}
