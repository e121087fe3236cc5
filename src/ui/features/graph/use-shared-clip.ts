/** Lets what is copied in one tab be pasted in another, by the storage all tabs of the browser share. */
import { useEffect } from 'react';
import { CLIP_KEY, clipFrom, clipText } from '../../../state/graph-clip';
import { useStudio } from '../../studio';

export function useSharedClip(): void {
  const { view } = useStudio();
  useEffect(() => {
    const take = (text: string | null): void => {
      const clip = clipFrom(text);
      if (clip) view.setState({ clip });
    };
    const heard = (event: StorageEvent): void => {
      if (event.key === CLIP_KEY) take(event.newValue);
    };
    try {
      if (view.getState().clip === null) take(localStorage.getItem(CLIP_KEY));
    } catch {
      // A browser that stores nothing still copies within the tab.
    }
    const stop = view.subscribe(({ clip }, before) => {
      if (clip === null || clip === before.clip) return;
      try {
        const text = clipText(clip);
        if (localStorage.getItem(CLIP_KEY) !== text) localStorage.setItem(CLIP_KEY, text);
      } catch {
        // As above, and for a copy larger than the storage.
      }
    });
    window.addEventListener('storage', heard);
    return () => {
      stop();
      window.removeEventListener('storage', heard);
    };
  }, [view]);
}
