/** In CI, properties are tried on the same cases every time, so that a run says something of the change alone. */
import fc from 'fast-check';

if (process.env.CI) fc.configureGlobal({ seed: 20261122 });
