/** Says things to screen readers that eyes can see for themselves: what moved where, what was taken back. */
import { createContext, type ReactNode, useCallback, useContext, useRef } from 'react';

type Announce = (message: string) => void;

const AnnounceContext = createContext<Announce>(() => {});

export function AnnouncerProvider({ children }: { readonly children: ReactNode }) {
  const region = useRef<HTMLDivElement>(null);
  const announce = useCallback<Announce>((message) => {
    const element = region.current;
    if (!element) return;
    // The same words twice are only read twice when the text differs.
    element.textContent = element.textContent === message ? `${message}\u00a0` : message;
  }, []);
  return (
    <AnnounceContext value={announce}>
      {children}
      <div ref={region} role="status" aria-live="polite" className="visually-hidden" />
    </AnnounceContext>
  );
}

/** A function that has a message read out politely. */
export function useAnnounce(): Announce {
  return useContext(AnnounceContext);
}
