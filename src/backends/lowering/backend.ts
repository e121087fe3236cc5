/** A backend made of a device: owned arrays, executables, and one place where device failures become problems. */
import type { TypedArray } from '../../base/dtype';
import { ProblemError, problem } from '../../base/problem';
import { type Shape, sizeOf } from '../../base/shape';
import { type Program, type ValueId, valueType } from '../../ops/program';
import type { Backend, DeviceArray, Executable } from '../backend';
import { checkInputs, memoryProblem } from '../checks';
import type { Device, DeviceBuffer } from './device';
import { HostBuffer, release } from './host';
import { Plan } from './plan';

interface Owned extends DeviceArray {
  buffer: DeviceBuffer | null;
}

export function createDeviceBackend(device: Device): Backend {
  let lost: string | null = null;
  let closed = false;
  /** Arrays of the host (random keys) count as alive too. */
  let hostArrays = 0;
  const listeners: ((reason: string) => void)[] = [];
  device.onLost((reason) => {
    if (lost !== null || closed) return;
    lost = reason;
    for (const tell of listeners) tell(reason);
  });

  const usable = (): void => {
    if (closed) throw new Error('This backend was closed.');
    if (lost !== null) throw lostProblem(device, lost);
  };
  const own = (buffer: DeviceBuffer, shape: Shape): DeviceArray => {
    if (buffer instanceof HostBuffer) hostArrays++;
    const array: Owned = { shape: [...shape], dtype: buffer.dtype, buffer };
    return array;
  };
  const bufferOf = (array: DeviceArray): DeviceBuffer => {
    const { buffer } = array as Owned;
    if (!buffer) throw new Error('This array was disposed of or donated.');
    return buffer;
  };
  const forget = (array: DeviceArray): DeviceBuffer => {
    const buffer = bufferOf(array);
    (array as Owned).buffer = null;
    if (buffer instanceof HostBuffer) hostArrays--;
    return buffer;
  };
  const guarded = <T>(work: () => T): T => {
    usable();
    try {
      return work();
    } catch (error) {
      throw translate(device, error, lost);
    }
  };

  return {
    name: device.name,
    label: device.label,
    upload: (values, shape, dtype) =>
      guarded(() => {
        if (values.length !== sizeOf(shape)) throw new Error(`${values.length} values do not fill [${shape}].`);
        return own(dtype === 'uint32' ? new HostBuffer(Uint32Array.from(values)) : device.upload(values, dtype), shape);
      }),
    read: async (array): Promise<TypedArray> => {
      usable();
      const buffer = bufferOf(array);
      if (buffer instanceof HostBuffer) return buffer.values.slice();
      try {
        const values = await device.read(buffer);
        if (lost !== null) throw lostProblem(device, lost);
        return values;
      } catch (error) {
        await settled();
        throw translate(device, error, lost);
      }
    },
    dispose: (array) => {
      const buffer = forget(array);
      if (!closed && lost === null) release(device, buffer);
    },
    compile: (program) => guarded(() => executable(new Plan(device, program), program)),
    memory: () => {
      const { arrays, bytes } = device.memory();
      return { arrays: arrays + hostArrays, bytes };
    },
    sync: async () => {
      usable();
      try {
        await device.sync();
      } catch (error) {
        await settled();
        throw translate(device, error, lost);
      }
      if (lost !== null) throw lostProblem(device, lost);
    },
    close: () => {
      if (closed) return;
      closed = true;
      device.close();
    },
    onLost: (listener) => {
      listeners.push(listener);
    },
  };

  function executable(plan: Plan, program: Program): Executable {
    return {
      program,
      peakBytes: null,
      run: (inputs, donated) =>
        guarded(() => {
          checkInputs(program, inputs);
          const buffers = inputs.map((array, i) => (donated?.has(i) ? forget(array) : bufferOf(array)));
          const outputs = plan.run(buffers, (i) => donated?.has(i) === true);
          return outputs.map((b, i) => own(b, valueType(program, program.outputs[i] as ValueId).shape));
        }),
      dispose: () => {
        if (!closed && lost === null) plan.dispose();
      },
    };
  }
}

/** Whatever waits on a lost device may fail before the news of the loss arrives. */
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

function lostProblem(device: Device, reason: string): ProblemError {
  return new ProblemError(
    problem('device-lost', `${device.label} was lost: ${reason}`, {
      fixes: [{ label: 'Go on with another backend', action: 'change-backend' }],
    }),
  );
}

/** Failures of memory and of the device have names; anything else is a bug and stays as it is. */
function translate(device: Device, error: unknown, lost: string | null): unknown {
  if (error instanceof ProblemError) return error;
  if (lost !== null) return lostProblem(device, lost);
  return memoryProblem(device.label, error) ?? error;
}
