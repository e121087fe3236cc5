/** The lists that open on the canvas: a layer to insert, a card to connect to or to read from, a card to go to. */
import { useMemo } from 'react';
import type { Place } from '../../../graph/edit';
import type { Point } from '../../../graph/layered-layout';
import type { NodeId, TensorRef } from '../../../graph/model';
import { type FreePlace, join, modelOf, place, type WireEnd } from '../../../state/graph-actions';
import { startingSpec } from '../../starting-config';
import { useStudio } from '../../studio';
import { findLayers } from '../palette/layer-picker';
import { calledAs, cardsOf, matching, sourcesOf, targetsOf } from './connections';
import { PickAt } from './pick-at';
import { placesOf, type Scene } from './scene';

/** What the open list is for. Places are in pixels of the window. */
export type Asking =
  | { readonly kind: 'insert'; readonly at: Point; readonly into: Place | FreePlace; readonly title: string }
  /** `taken` is a wire whose end moves. */
  | { readonly kind: 'connect'; readonly at: Point; readonly from: TensorRef; readonly taken: WireEnd | null }
  | { readonly kind: 'read'; readonly at: Point; readonly to: NodeId; readonly slot: number | undefined }
  | { readonly kind: 'find'; readonly at: Point };

export interface AskAtProps {
  readonly asking: Asking;
  readonly scene: Scene;
  /** A card was made or gone to. */
  readonly onCard: (node: NodeId) => void;
  readonly onFound: (node: NodeId) => void;
  readonly onClose: () => void;
}

function titleOf(asking: Asking, scene: Scene): string {
  const named = (node: NodeId): string => {
    const card = scene.byId.get(node);
    return card ? calledAs(card) : '';
  };
  switch (asking.kind) {
    case 'insert':
      return asking.title;
    case 'connect':
      return `${asking.taken ? 'Move the wire from' : 'Connect'} ${named(asking.from.node)} to`;
    case 'read':
      return `What ${named(asking.to)} reads`;
    case 'find':
      return 'Go to a card';
  }
}

export function AskAt({ asking, scene, onCard, onFound, onClose }: AskAtProps) {
  const studio = useStudio();
  const cards = useMemo(() => {
    const model = modelOf(studio);
    if (asking.kind === 'connect') return targetsOf(scene, model, asking.from, asking.taken);
    if (asking.kind === 'read') return sourcesOf(scene, model, asking.to, asking.slot);
    return cardsOf(scene);
  }, [asking, scene, studio]);
  const pick = (name: string): void => {
    if (asking.kind === 'insert') {
      const made = place(studio, startingSpec('layer', name), asking.into, placesOf(scene));
      if (made !== null) onCard(made);
      return;
    }
    const card = cards.find((c) => c.name === name);
    if (!card) return;
    if (asking.kind === 'connect') join(studio, asking.from, card.node, undefined, asking.taken);
    else if (asking.kind === 'read') join(studio, { node: card.node, index: card.index }, asking.to, asking.slot);
    else onFound(card.node);
  };
  return (
    <PickAt
      title={titleOf(asking, scene)}
      label={asking.kind === 'insert' ? 'Search layers' : 'Search cards'}
      at={asking.at}
      find={(query) => (asking.kind === 'insert' ? findLayers(query, 'graph') : matching(cards, query))}
      onPick={pick}
      onClose={onClose}
    />
  );
}
