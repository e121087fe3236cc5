/** How components reach the studio's stores: one context, and hooks that select what they draw. */
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { useStore } from 'zustand';
import { groupBy } from '../base/group';
import type { Problem } from '../base/problem';
import type { ProjectDocument } from '../graph/document';
import type { ModelGraph } from '../graph/model';
import type {
  CommandView,
  DataState,
  DocumentState,
  ModelAnalysis,
  ProjectsState,
  RunsState,
  SettingsState,
  Studio,
  TrainingState,
  ViewState,
} from '../state';

const StudioContext = createContext<Studio | null>(null);

export function StudioProvider({ studio, children }: { readonly studio: Studio; readonly children: ReactNode }) {
  return <StudioContext value={studio}>{children}</StudioContext>;
}

/** The studio: its stores and everything that can be done. @throws outside of a `StudioProvider`. */
export function useStudio(): Studio {
  const studio = useContext(StudioContext);
  if (!studio) throw new Error('There is no StudioProvider above.');
  return studio;
}

/** Part of the document; redraws when that part is another one. */
export function useDocument<T>(select: (document: ProjectDocument) => T): T {
  return useStore(useStudio().document, (s) => select(s.document));
}

/** What surrounds the document: undo and redo labels, whether it may be written. */
export function useDocumentState<T>(select: (state: DocumentState) => T): T {
  return useStore(useStudio().document, select);
}

export function useView<T>(select: (view: ViewState) => T): T {
  return useStore(useStudio().view, select);
}

export function useSettings<T>(select: (settings: SettingsState) => T): T {
  return useStore(useStudio().settings, select);
}

export function useRuns<T>(select: (runs: RunsState) => T): T {
  return useStore(useStudio().runs, select);
}

export function useProjects<T>(select: (projects: ProjectsState) => T): T {
  return useStore(useStudio().projects.store, select);
}

export function useTraining<T>(select: (training: TrainingState) => T): T {
  return useStore(useStudio().training.store, select);
}

export function useData<T>(select: (data: DataState) => T): T {
  return useStore(useStudio().data.store, select);
}

/** Shapes, parameters and problems of the model as it is now. */
export function useAnalysis(): ModelAnalysis {
  const studio = useStudio();
  useDocument((d) => d.model);
  return studio.analysis();
}

/** The model on the canvas: the project's, or a nested one that is opened in the graph. */
export function useOpenModel(): ModelGraph {
  const studio = useStudio();
  useDocument((d) => d.model);
  useView((v) => v.inside);
  useView((v) => v.canvas);
  return studio.openModel();
}

/** Shapes, parameters and problems of the model on the canvas. */
export function useOpenAnalysis(): ModelAnalysis {
  const studio = useStudio();
  useOpenModel();
  return studio.openAnalysis();
}

/** Everything wrong or doubtful now, model, compile, fit and callbacks against the data. */
export function useProblems(): readonly Problem[] {
  const studio = useStudio();
  useDocument((d) => d);
  useData((d) => d.facts);
  return studio.problems();
}

/** Problems of the model on the canvas by the layer they are at; the same lists while nothing changes. */
export function useProblemsByLayer(): ReadonlyMap<string, readonly Problem[]> {
  const all = useProblems();
  const analysis = useOpenAnalysis();
  // What is wrong against the data is told of the project's own model.
  const outermost = useAnalysis() === analysis;
  const problems = outermost ? all : analysis.problems;
  return useMemo(() => groupBy(problems, (p) => p.where ?? ''), [problems]);
}

/** A command as a button shows it; redraws with the document and the runs. */
export function useCommand(id: string): CommandView & { readonly run: () => void } {
  const studio = useStudio();
  useDocumentState((s) => s);
  useView((s) => s.selected);
  useRuns((r) => `${r.active} ${r.current} ${r.runs.find((x) => x.id === r.current)?.status}`);
  useData((d) => d.status);
  return { ...studio.command(id), run: () => studio.run(id) };
}
