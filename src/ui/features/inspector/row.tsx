/** A named argument that belongs to no Keras object, with its explanation and control, as the arguments of objects look. */
import { type ReactNode, useId } from 'react';
import arguments_ from './arguments.module.css';

interface RowProps {
  readonly name: string;
  readonly help: string;
  readonly children: (id: string, helpId: string) => ReactNode;
}

/** The control gets ids for itself and for its explanation. */
export function Row({ name, help, children }: RowProps) {
  const id = useId();
  return (
    <div className={arguments_.row} data-argument={name}>
      <div className={arguments_.name}>
        <label htmlFor={id} data-tip={help} data-tip-side="left">
          {name}
        </label>
      </div>
      <div className={arguments_.control}>
        {children(id, `${id}-help`)}
        <span id={`${id}-help`} className="visually-hidden">
          {help}
        </span>
      </div>
    </div>
  );
}
