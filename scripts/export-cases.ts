/** Prints every registered Keras object with its example cases as JSON: the questions the oracle asks the real Keras. */
import { describeObjects } from './oracle/objects';

process.stdout.write(`${JSON.stringify(describeObjects())}\n`);
