/**
 * Whether a GPU interface is only imitated by the processor. Such a driver is right but slower than computing on the
 * processor directly, so it is never worth timing; the user may still choose it.
 */
import type { BackendName } from '../backend';

const IMITATIONS = /swiftshader|llvmpipe|lavapipe|softpipe|software|basic render/i;

export async function isSoftwareDriver(name: BackendName): Promise<boolean> {
  if (name === 'webgpu') {
    const adapter = await navigator.gpu?.requestAdapter();
    if (!adapter) return false;
    const { vendor, architecture, description, isFallbackAdapter } = adapter.info;
    return isFallbackAdapter || IMITATIONS.test(`${vendor} ${architecture} ${description}`);
  }
  if (name === 'webgl') {
    const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
    const info = gl?.getExtension('WEBGL_debug_renderer_info');
    const renderer = gl && info ? String(gl.getParameter(info.UNMASKED_RENDERER_WEBGL)) : '';
    gl?.getExtension('WEBGL_lose_context')?.loseContext();
    return IMITATIONS.test(renderer);
  }
  return false;
}
