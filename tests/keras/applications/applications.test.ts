/** Each application is Keras' own: arguments, layers, shapes, configs, wiring, parameters, and, one per family, numbers. */
import { describe, expect, it } from 'vitest';
import catalogue from '../../../scripts/oracle/catalogue.json';
import { APPLICATIONS, buildApplication } from '../../../src/keras/applications';
import { architectureFaults, loadApplication, numberFaults, signatureFaults } from './check';

const NAMES = catalogue.kinds.application;

describe('the list of applications', () => {
  it('is that of Keras', () => {
    expect(APPLICATIONS.map((a) => a.name).sort()).toEqual([...NAMES].sort());
  });
});

describe.each(NAMES)('%s', (name) => {
  it('has the arguments Keras gives it', async () => {
    expect(signatureFaults(await loadApplication(name))).toEqual([]);
  });

  it('is the same layer for layer, with defaults and other arguments', async () => {
    expect(await architectureFaults(await loadApplication(name))).toEqual([]);
  });
});

describe('numbers', () => {
  it.each([
    'MobileNet',
    'MobileNetV2',
    'MobileNetV3Small',
    'MobileNetV3Large',
    'EfficientNetB0',
    'EfficientNetV2B0',
    'ResNet50',
    'ResNet50V2',
    'DenseNet121',
    'VGG16',
    'Xception',
    'InceptionV3',
    'InceptionResNetV2',
    'NASNetMobile',
    'ConvNeXtTiny',
  ])('%s computes what Keras computes', async (name) => {
    const fixture = await loadApplication(name);
    expect(fixture.numbers).toBeDefined();
    expect(await numberFaults(fixture)).toEqual([]);
  });
});

describe('what cannot be built', () => {
  const problemOf = async (name: string, args: Parameters<typeof buildApplication>[1]) => {
    const result = await buildApplication(name, args);
    return result.ok ? null : result.problem.code;
  };

  it('is told with its reason', async () => {
    expect(await problemOf('ResNet51', {})).toBe('unknown-application');
    expect(await problemOf('ResNet50', { weights: 'imagenet' })).toBe('application-weights');
    expect(await problemOf('ResNet50', { pooling: 'sum' })).toBe('argument-invalid');
    expect(await problemOf('ResNet50', { input_shape: [32, 31, 3] })).toBe('application-size');
    expect(await problemOf('ResNet50', { input_shape: [32, 32] })).toBe('application-shape');
    expect(await problemOf('ResNet50', { input_shape: [null, null, 3] })).toBe('application-open');
    expect(await problemOf('ResNet50', { input_shape: [null, null, 3], include_top: false })).toBeNull();
    expect(await problemOf('MobileNetV3Small', {})).toBeNull();
  });
});
